import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { VersionName } from '../../src/edm/type.ts';
import type { Filter } from '../../src/odata/expression.ts';
import { parseFilter } from '../../src/odata/filter/filter.ts';
import { parseOrderBy } from '../../src/odata/order-by.ts';
import { device } from './device.ts';
import { refusal } from './refusal.ts';

/** A filter as a text without ambiguity: what was understood, not what was written. */
function shown(filter: Filter): string {
  return JSON.stringify(filter, (key, value: unknown) => (key === 'property' ? undefined : value), 0)
    .replaceAll(/\{"kind":"property","path":\["([^\]]*)"\]\}/g, (_, path: string) => path.replaceAll('","', '/'))
    .replaceAll(/\{"kind":"literal","value":("(?:[^"\\]|\\.)*"|[^}]*)\}/g, '$1')
    .replaceAll(/"(kind|left|right|operand|operands|values|text|pattern)":/g, '$1:');
}

function parse(text: string, version: VersionName = 'beta'): string {
  return shown(parseFilter(text, device, version));
}

suite('what a filter means', () => {
  const same: readonly (readonly [text: string, meaning: string])[] = [
    ["name eq 'a'", '{kind:"eq",left:name,right:"a"}'],
    ["NAME EQ 'a'", '{kind:"eq",left:name,right:"a"}'],
    ["'a' eq name", '{kind:"eq",left:"a",right:name}'],
    ["name eq 'O''Brien & Søn+1'", '{kind:"eq",left:name,right:"O\'Brien & Søn+1"}'],
    ["name eq ''''", '{kind:"eq",left:name,right:"\'"}'],
    ["name eq ''", '{kind:"eq",left:name,right:""}'],
    ['name ne null', '{kind:"ne",left:name,right:null}'],
    ["ID eq '7'", '{kind:"eq",left:id,right:"7"}'],
    ["id in ('1', '2' ,'3')", '{kind:"in",operand:id,values:["1","2","3"]}'],
    ['slots in (1,-2,+3)', '{kind:"in",operand:slots,values:[1,-2,3]}'],
    ["name in ('a',null)", '{kind:"in",operand:name,values:["a",null]}'],
    ["tolower(name) in ('a')", '{kind:"in",operand:{kind:"tolower",operand:name},values:["a"]}'],
    ['memory gt 5', '{kind:"gt",left:memory,right:5}'],
    ['memory ge 1.5', '{kind:"ge",left:memory,right:1.5}'],
    ['load lt -1.5e3', '{kind:"lt",left:load,right:-1500}'],
    ['memory le slots', '{kind:"le",left:memory,right:slots}'],
    ['name eq model', '{kind:"eq",left:name,right:model}'],
    ['encrypted', '{kind:"boolean",operand:encrypted}'],
    ['not encrypted', '{kind:"not",operand:{kind:"boolean",operand:encrypted}}'],
    ['encrypted eq TRUE', '{kind:"eq",left:encrypted,right:true}'],
    ['true', '{kind:"boolean",operand:true}'],
    ['enrolledDateTime ge 2024-02-29', '{kind:"ge",left:enrolledDateTime,right:"2024-02-29T00:00:00.0000000Z"}'],
    [
      "enrolledDateTime ge '2024-02-29T10:00:00.5+02:00'",
      '{kind:"ge",left:enrolledDateTime,right:"2024-02-29T08:00:00.5000000Z"}',
    ],
    [
      'enrolledDateTime eq 2024-02-29t10:00:00-02:00',
      '{kind:"eq",left:enrolledDateTime,right:"2024-02-29T12:00:00.0000000Z"}',
    ],
    [
      'accountId eq 3F2504E0-4F89-41D3-9A0C-0305E82C3301',
      '{kind:"eq",left:accountId,right:"3f2504e0-4f89-41d3-9a0c-0305e82c3301"}',
    ],
    [
      "accountId eq '3F2504E0-4F89-41D3-9A0C-0305E82C3301'",
      '{kind:"eq",left:accountId,right:"3f2504e0-4f89-41d3-9a0c-0305e82c3301"}',
    ],
    ["state eq 'RETIRED'", '{kind:"eq",left:state,right:"retired"}'],
    ["state ne microsoft.graph.deviceState'active'", '{kind:"ne",left:state,right:"active"}'],
    ["state ne graph.DeviceState'active'", '{kind:"ne",left:state,right:"active"}'],
    ["state in ('active','Unknown')", '{kind:"in",operand:state,values:["active","unknown"]}'],
    ["Owner/Name eq 'x'", '{kind:"eq",left:owner/name,right:"x"}'],
    ["startswith(name,'x')", '{kind:"startswith",text:name,pattern:"x"}'],
    ["EndsWith( name , 'x' )", '{kind:"endswith",text:name,pattern:"x"}'],
    ['contains(tolower(name),model)', '{kind:"contains",text:{kind:"tolower",operand:name},pattern:model}'],
    ['contains(name,null)', '{kind:"contains",text:name,pattern:null}'],
    [
      "toupper(name) eq tolower('X')",
      '{kind:"eq",left:{kind:"toupper",operand:name},right:{kind:"tolower",operand:"X"}}',
    ],
    ["ring eq 'x'", '{kind:"eq",left:ring,right:"x"}'],
    [
      'enrolledDateTime ge 2024-02-01T10:00:00',
      '{kind:"ge",left:enrolledDateTime,right:"2024-02-01T10:00:00.0000000Z"}',
    ],
    [
      "enrolledDateTime ge '2024-02-01T10:00'",
      '{kind:"ge",left:enrolledDateTime,right:"2024-02-01T10:00:00.0000000Z"}',
    ],
    ["state eq '9'", '{kind:"eq",left:state,right:"retired"}'],
    ["state in ('0',microsoft.graph.deviceState'1')", '{kind:"in",operand:state,values:["unknown","active"]}'],
    [
      "id eq 'ABCDEF01-0000-4000-8000-00000000000F'",
      '{kind:"eq",left:id,right:"abcdef01-0000-4000-8000-00000000000f"}',
    ],
  ];
  for (const [text, meaning] of same) test(text, () => assert.equal(parse(text), meaning));

  test("'and' binds tighter than 'or', 'not' tighter than both, and chains are flat", () => {
    const boolean = (name: string) => `{kind:"boolean",operand:${name}}`;
    const [e, s] = [boolean('encrypted'), boolean('supervised')];
    assert.equal(
      parse('encrypted or supervised and not encrypted or supervised'),
      `{kind:"or",operands:[${e},{kind:"and",operands:[${s},{kind:"not",operand:${e}}]},${s}]}`,
    );
    assert.equal(
      parse('(encrypted or supervised) AND NOT (encrypted)'),
      `{kind:"and",operands:[{kind:"or",operands:[${e},${s}]},{kind:"not",operand:${e}}]}`,
    );
    assert.equal(parse('not not(encrypted)'), `{kind:"not",operand:{kind:"not",operand:${e}}}`);
  });

  test('parentheses may stand around operands too', () => {
    assert.equal(parse("((name) eq ('a'))"), parse("name eq 'a'"));
  });

  test('a property is bound to its declaration', () => {
    const filter = parseFilter('OWNER/SEATS gt 1', device, 'v1.0');
    assert.ok(filter.kind === 'gt' && filter.left.kind === 'property');
    assert.equal(filter.left.property?.description, 'Seats.');
  });
});

suite('what a filter is refused for, in words that help', () => {
  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /ends where an operand is expected, at position 1/],
    ["colour eq 'x'", /^400 Could not find a property named 'colour' on type 'microsoft\.graph\.device'\.$/],
    ["owner/colour eq 'x'", /Could not find a property named 'colour' on type 'microsoft\.graph\.deviceOwner'/],
    [
      "memory eq '5'",
      /'memory' is of type Edm\.Int64 and is compared with a number, such as 42, not with a text \('5', at position 11\)/,
    ],
    ['name eq 5', /'name' is of type Edm\.String and is compared with a text in single quotes/],
    ['name eq true', /'name' is of type Edm\.String/],
    ["encrypted eq 'true'", /'encrypted' is of type Edm\.Boolean and is compared with true or false/],
    ["enrolledDateTime gt 'yesterday'", /is compared with a date, such as/],
    ['enrolledDateTime gt 2024-02-30', /is compared with a date, such as .*; 2024-02-30 at position 21 is none$/],
    [
      "enrolledDateTime gt datetime'2024-02-01'",
      /'2024-02-01' is not expected at position 29; a value has no type in fr/,
    ],
    ['name eq "x"', /'"' is not expected at position 9; a text stands in single quotes, such as 'abc'/],
    ['name eq ‘x’', /'‘' is not expected at position 9; a text stands in single quotes/],
    ["name == 'x'", /'=' is not expected at position 6; write eq/],
    ['memory >= 5', /'>' is not expected at position 8; write gt, or ge/],
    ['name eq @name', /'@' is not expected at position 9; parameter aliases are not taken here/],
    ['enrolledDateTime gt 2024-02-01T10:00:00 02:00', /a \+ in a URL is written %2B/],
    ["startswith(name,'x') gt true", /startswith\(…\) is compared with eq and ne, not with gt/],
    ["startswith(name,'x') in (true)", /is compared with eq and ne, not with in/],
    ["startswith(name,'x') eq 'true'", /'startswith\(…\)' is of type Edm\.Boolean and is compared with true or false/],
    ["startswith(name,'x') eq name", /cannot be compared with name \(Edm\.String\)/],
    ["contains((name eq 'x'),'y')", /contains\(\) takes texts/],
    ["name/any(t:t eq 'x')", /'name' is no collection, so it has no 'any' and no 'all'/],
    ["categories/any(c:c/id eq 'x')", /'categories' is a navigation property/],
    ["colours/any(c:c eq 'x')", /Could not find a property named 'colours'/],
    [
      "history/any(h:h/colour eq 'x')",
      /Could not find a property named 'colour' on type 'microsoft\.graph\.deviceOwner'/,
    ],
    ["history/any(h:h eq 'x')", /'h' is a structure; name one of its properties, such as 'h\/name'/],
    [
      "history/any(h:h/tags eq 'x')",
      /'h\/tags' is a collection; ask for one of its items, such as h\/tags\/any\(x:x eq …\)/,
    ],
    ["tags/any(t:t/name eq 'x')", /'t' has no properties of its own/],
    ['tags/any(t:t eq 5)', /'t' is of type Edm\.String and is compared with a text/],
    ["tags/any(t:x eq 'x')", /Could not find a property named 'x'/],
    ["history/any(h:h/tags/any(h:h eq 'x'))", /'h' already names an item/],
    ["tags/any(t eq 'x')", /':' is expected after the name of an item, as in any\(x:x eq 'value'\)/],
    ["tags/any('x')", /a name is expected at position 10, as in any\(/],
    ['tags/all()', /a name is expected at position 10, as in all\(/],
    ["tags/any(t:t eq 'x'", /'\)' is expected to close 'any'/],
    ["tags/some(t:t eq 'x')", /'some' at position 6 is not supported; of a collection, any and all are/],
    ["tags/any(t:t eq 'x')/name eq 'y'", /'\/' is not expected/],
    ["tags/any(a:tags/any(b:tags/any(c:c eq 'x')))", /at most 2 levels deep/],
    ['tags/$count gt 1', /'\$count' at position 6 is not supported; of a collection, any and all are/],
    ['tags/any(t:t)', /t at position 12 is no condition/],
    ["state eq '2'", /whose members are/],
    ['state eq 1', /whose members are/],
    ["accountId eq 'x'", /is compared with a GUID/],
    [
      "state eq 'broken'",
      /whose members are 'unknown', 'retired', 'active'; a text \('broken', at position 10\) is none of them/,
    ],
    ["state eq microsoft.graph.other'active'", /whose members are/],
    [
      "state gt 'active'",
      /'state' is of the enumeration type microsoft\.graph\.deviceState, which supports eq, ne and in, not gt/,
    ],
    ['name eq memory', /name \(Edm\.String\) cannot be compared with memory \(Edm\.Int64\)/],
    ['name', /name at position 1 is no condition/],
    ["'x'", /no condition/],
    ['null', /no condition/],
    ['tolower(name)', /tolower\(\) gives a text/],
    ["not name eq 'x'", /'not' at position 1 negates only what follows it directly; put all of it in parentheses/],
    [
      "substringof('x',name)",
      /function 'substringof' at position 1 is not supported; supported are startswith, endswith, contains, tolower, toupper/,
    ],
    ['length(name) gt 5', /function 'length'/],
    ["tolower(trim(name)) eq 'x'", /function 'trim'/],
    [
      'slots add 1 eq 5',
      /operator 'add' at position 7 is not supported; supported are eq, ne, gt, ge, lt, le, in, and, or, not/,
    ],
    ["name like 'x'", /operator 'like'/],
    ["contains(name like 'x')", /operator 'like'/],
    ["state has 'x'", /operator 'has'/],
    ["name = 'x'", /'=' is not expected at position 6/],
    ['startswith(name)', /startswith\(\) takes two texts/],
    ["startswith(name,'a','b')", /takes two texts/],
    ["contains(memory,'1')", /contains\(\) takes texts; memory at position 10 is of type Edm\.Int64/],
    ["contains(state,'act')", /contains\(\) takes texts/],
    ['contains(name,1)', /contains\(\) takes texts/],
    ['tolower(name,model) eq name', /tolower\(\) takes one text/],
    ["tags eq 'x'", /'tags' is a collection/],
    ["history/name eq 'x'", /'history' is a collection/],
    ["owner/tags eq 'x'", /'owner\/tags' is a collection/],
    ["owner eq 'x'", /'owner' is a structure; name one of its properties, such as 'owner\/name'/],
    ["name/first eq 'x'", /'name' has no properties of its own/],
    ["categories eq 'x'", /'categories' is a navigation property/],
    ["notes eq 'x'", /'notes' is not supported in \$filter/],
    ["name eq 'x", /the quote at position 9 is not closed/],
    ["name eq 'x''", /the quote at position 9 is not closed/],
    ["name eq 'x' y", /operator 'y'/],
    ["name eq 'x')", /'\)' is not expected at position 12/],
    ["(name eq 'x'", /'\)' is expected to close the parenthesis/],
    ['name eq', /ends where an operand is expected/],
    ['and encrypted', /operator 'encrypted'/],
    ["name in 'x'", /'\(' is expected after 'in'/],
    ['name in ()', /needs at least one value/],
    ['name in (model)', /only values can stand in the list/],
    ["name in ('a','b'", /'\)' is expected to close the list/],
    ["slots in ('1')", /'slots' is of type Edm\.Int32/],
    ['memory gt 5L', /the number at position 11/],
    ['memory gt 1e999', /is compared with a number/],
    ['memory gt -slots', /'-' is not expected/],
    ["$it/name eq 'x'", /'\$' is not expected/],
    ["name eq 'a\u0000'", /U\+0000/],
    [`name eq '${'x'.repeat(8192)}'`, /longer than 8192 characters/],
    [`${'('.repeat(101)}encrypted${')'.repeat(101)}`, /nested more than 100 levels/],
    [`${'not '.repeat(101)}encrypted`, /nested more than 100 levels/],
    [`${'tolower('.repeat(200)}name${')'.repeat(200)} eq 'x'`, /nested more than 100 levels/],
  ];
  for (const [text, message] of refused) {
    test(text.length > 50 ? `${text.slice(0, 50)}…` : JSON.stringify(text), () => {
      const told = refusal(() => parse(text));
      assert.match(told, /^400 (Invalid filter clause: |Could not find)/);
      assert.match(told, message);
    });
  }

  test('a property of another version is unknown', () => {
    assert.match(
      refusal(() => parse("ring eq 'x'", 'v1.0')),
      /Could not find a property named 'ring'/,
    );
  });

  test('a hundred levels are taken, and long texts are read in linear time', () => {
    assert.equal(parse(`${'('.repeat(100)}encrypted${')'.repeat(100)}`), parse('encrypted'));
    const started = process.cpuUsage();
    for (const unit of ["'", '(', '1', '-', 'a', ' ', "''", '2020-01-01', '2020-01-01T1', 'not ', '1.1', 'a.']) {
      for (let round = 0; round < 20; round += 1) {
        refusal(() => parse(unit.repeat(8192 / unit.length)));
        refusal(() => parse(`name eq ${unit.repeat(8000 / unit.length)}x`));
      }
    }
    const { user } = process.cpuUsage(started);
    assert.ok(user < 3_000_000, `480 texts of 8 KB took ${user / 1000} ms`);
  });
});

suite('$orderby', () => {
  const order = (text: string) =>
    parseOrderBy(text, device, 'beta').map((key) => `${key.path.path.join('/')} ${key.descending}`);

  test('properties, paths and directions in any case', () => {
    assert.deepEqual(order('NAME'), ['name false']);
    assert.deepEqual(order(' Name  DESC , owner/Seats asc,state'), ['name true', 'owner/seats false', 'state false']);
  });

  test('nothing can be ordered further than by id', () => {
    assert.deepEqual(order('name,id desc,model'), ['name false', 'id true']);
  });

  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /Invalid orderby clause: '' is not understood/],
    ['name,', /Invalid orderby clause/],
    ['name up', /'name up' is not understood/],
    ['tolower(name)', /is not understood/],
    ['name,NAME desc', /'name' is named twice/],
    ['colour', /Could not find a property named 'colour' on type 'microsoft.graph.device'/],
    ['tags', /'tags' is a collection/],
    ['owner', /'owner' is a structure/],
    ['notes', /'notes' is not supported/],
    ['/', /Could not find/],
    [`${'name,'.repeat(2000)}name`, /longer than/],
  ];
  for (const [text, message] of refused) {
    test(JSON.stringify(text.slice(0, 30)), () => {
      const told = refusal(() => order(text));
      assert.match(told, /^400 /);
      assert.match(told, message);
    });
  }
});
