import type { Place, Word } from './words.ts';

/** The completion script of each shell. Everything is in the script, so that completing starts no program. */
export const scripts = { bash, zsh, fish, powershell } as const;

/** Bash Reference Manual, section 8.6; the words before the cursor decide, options aside. */
function bash(places: readonly Place[]): string {
  return `# assistd completion for bash
_assistd() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" after="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && break
    case "\${after:+$after }$word" in
${casesOf(places, (place) => `      ${shellQuoted(place.after)}) after="\${after:+$after }$word" ;;`)}
      *) break ;;
    esac
  done
  case "$after $previous" in
${valueCases(places, (after, option, values) => `    ${shellQuoted(`${after} ${option}`)}) COMPREPLY=($(compgen -W ${shellQuoted(values.join(' '))} -- "$current")); return ;;`)}
  esac
  case "$after" in
${places.map(({ after, words }) => `    ${shellQuoted(after)}) COMPREPLY=($(compgen -W ${shellQuoted(names(words).join(' '))} -- "$current")) ;;`).join('\n')}
  esac
}
complete -o default -F _assistd assistd
`;
}

/** zshcompsys(1): `_describe` takes `word:description`. */
function zsh(places: readonly Place[]): string {
  const described = (words: readonly Word[]) =>
    words.map(({ word, description }) => shellQuoted(`${word.replaceAll(':', '\\:')}:${description}`)).join(' ');
  return `#compdef assistd
_assistd() {
  local after="" word
  local -a candidates
  for word in "\${words[@]:1:$((CURRENT-2))}"; do
    [[ $word == -* ]] && break
    case "\${after:+$after }$word" in
${casesOf(places, (place) => `      ${shellQuoted(place.after)}) after="\${after:+$after }$word" ;;`)}
      *) break ;;
    esac
  done
  case "$after \${words[CURRENT-1]}" in
${valueCases(places, (after, option, values) => `    ${shellQuoted(`${after} ${option}`)}) compadd -- ${values.map(shellQuoted).join(' ')}; return ;;`)}
  esac
  case "$after" in
${places.map(({ after, words }) => `    ${shellQuoted(after)}) candidates=(${described(words)}) ;;`).join('\n')}
  esac
  _describe 'assistd' candidates || _files
}
compdef _assistd assistd
`;
}

/** complete(1) of fish: each word with the condition under which it is offered. */
function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ after, words }) => {
    const parts = after.split(' ').filter((part) => part !== '');
    const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`);
    const further = places
      .filter((place) => place.after.startsWith(after === '' ? '' : `${after} `) && place.after !== after)
      .map((place) => place.after.split(' ')[parts.length])
      .filter((part) => part !== undefined);
    const unseen = further.length > 0 ? [`not __fish_seen_subcommand_from ${[...new Set(further)].join(' ')}`] : [];
    const condition = [...seen, ...unseen].join('; and ') || 'true';
    return words.map(({ word, description, values }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${fishQuoted(word)}`;
      const argument = values ? ` -x -a ${fishQuoted(values.join(' '))}` : '';
      return `complete -c assistd -n ${fishQuoted(condition)} -f ${what}${argument} -d ${fishQuoted(description)}`;
    });
  });
  return `# assistd completion for fish\n${lines.join('\n')}\n`;
}

/** Register-ArgumentCompleter, -Native. */
function powershell(places: readonly Place[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
  const rows = places.map(({ after, words }) => {
    const pairs = words.map(({ word, description }) => `      @(${quoted(word)}, ${quoted(description)})`);
    return `    ${quoted(after)} = @(\n${pairs.join(',\n')}\n    )`;
  });
  return `# assistd completion for PowerShell
Register-ArgumentCompleter -Native -CommandName assistd -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $places = @{
${rows.join('\n')}
  }
  $after = ''
  foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $next = ("$after " + $element.ToString()).Trim()
    if (-not $places.ContainsKey($next)) { break }
    $after = $next
  }
  $places[$after] | Where-Object { $_[0] -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}

function names(words: readonly Word[]): string[] {
  return words.map(({ word }) => word);
}

function casesOf(places: readonly Place[], line: (place: Place) => string): string {
  return places
    .filter(({ after }) => after !== '')
    .map(line)
    .join('\n');
}

function valueCases(
  places: readonly Place[],
  line: (after: string, option: string, values: readonly string[]) => string,
): string {
  return places
    .flatMap(({ after, words }) => words.flatMap(({ word, values }) => (values ? [line(after, word, values)] : [])))
    .join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
