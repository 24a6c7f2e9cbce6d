import { type Named, nameLists } from '../described.ts';
import type { Place, Word } from './words.ts';

/**
 * The completion script of each shell. Words and choices are in the script; only names are asked of the Graph that was signed in to
 * last. They come from a server: no shell may take them for its own syntax.
 */
export const scripts = { bash, zsh, fish, powershell } as const;

/** Bash Reference Manual, section 8.6; the words before the cursor decide, options aside. */
function bash(places: readonly Place[]): string {
  return `# assistd completion for bash
_assistd_names() {
  local name
  [[ $current == -* ]] && return
  while IFS= read -r name; do
    [[ $name == "$current"* ]] && COMPREPLY+=("$(printf %q "$name")")
  done < <("\${COMP_WORDS[0]}" "$@" 2>/dev/null)
}
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
  case "$after" in
${named(places, shellQuoted, '"$current"', (after, call) => `    ${shellQuoted(after)}) _assistd_names ${call} ;;`)}
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
  local -a named
  case "$after" in
${named(places, shellQuoted, `"\${words[CURRENT]}"`, (after, call) => `    ${shellQuoted(after)}) named=(\${(f)"$("\${words[1]}" ${call} 2>/dev/null)"}) ;;`)}
  esac
  [[ "\${words[CURRENT]}" == -* ]] || compadd -a named
  _describe 'assistd' candidates || _files
}
compdef _assistd assistd
`;
}

/** complete(1) of fish: each word with the condition under which it is offered. */
function fish(places: readonly Place[]): string {
  const call = (kind: Named) =>
    [...nameLists[kind].map(fishQuoted), ...(kind === 'devices' ? ['(commandline -ct)'] : [])].join(' ');
  const lines = places.flatMap(({ after, words, names: kind }) => {
    const parts = after.split(' ').filter((part) => part !== '');
    const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`);
    const further = places
      .filter((place) => place.after.startsWith(after === '' ? '' : `${after} `) && place.after !== after)
      .map((place) => place.after.split(' ')[parts.length])
      .filter((part) => part !== undefined);
    const unseen = further.length > 0 ? [`not __fish_seen_subcommand_from ${[...new Set(further)].join(' ')}`] : [];
    const condition = [...seen, ...unseen].join('; and ') || 'true';
    const asked = kind && [
      `complete -c assistd -n ${fishQuoted(condition)} -f -a ${fishQuoted(`(assistd ${call(kind)} 2>/dev/null)`)}`,
    ];
    const offered = words.map(({ word, description, values, short }) => {
      const what = word.startsWith('--')
        ? `-l ${word.slice(2)}${short ? ` -s ${short}` : ''}`
        : `-a ${fishQuoted(word)}`;
      const argument = values ? ` -x -a ${fishQuoted(values.join(' '))}` : '';
      return `complete -c assistd -n ${fishQuoted(condition)} -f ${what}${argument} -d ${fishQuoted(description)}`;
    });
    return [...offered, ...(asked ?? [])];
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
  $names = @{
${named(places, quoted, '$wordToComplete', (after, call) => `    ${quoted(after)} = { assistd ${call} 2>$null }`)}
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
  if ($names.ContainsKey($after) -and -not $wordToComplete.StartsWith('-')) {
    & $names[$after] | Where-Object { $_ -like "$([WildcardPattern]::Escape($wordToComplete))*" } | ForEach-Object {
      $name = "'" + ($_ -replace "['\\u2018\\u2019\\u201A\\u201B]", '$0$0') + "'"
      [System.Management.Automation.CompletionResult]::new($name, $_, 'ParameterValue', $_)
    }
  }
}
`;
}

/** A line for each place where something is named, with the call that prints the names; `typed` is what is there of the name. */
function named(
  places: readonly Place[],
  quoted: (text: string) => string,
  typed: string,
  line: (after: string, call: string) => string,
): string {
  return places
    .flatMap(({ after, names: kind }) => {
      if (kind === undefined) return [];
      const words = nameLists[kind].map(quoted);
      return [line(after, [...words, ...(kind === 'devices' ? [typed] : [])].join(' '))];
    })
    .join('\n');
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
    .flatMap(({ after, words }) =>
      words.flatMap(({ word, short, values }) =>
        values ? [word, ...(short ? [`-${short}`] : [])].map((option) => line(after, option, values)) : [],
      ),
    )
    .join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
