import type { Text } from '../text.ts';

/** Query options, headers and parameters of addresses. */
export const requestDescriptions: readonly Text[] = [
  [
    'The properties to give, separated by commas.',
    'As propriedades a fornecer, separadas por vírgulas.',
    '要返回的属性，以逗号分隔。',
  ],
  [
    'Which entities: eq ne gt ge lt le in, and or not, startswith endswith contains, tolower toupper.',
    'Quais entidades: eq ne gt ge lt le in, and or not, startswith endswith contains, tolower toupper.',
    '筛选实体：eq ne gt ge lt le in、and or not、startswith endswith contains、tolower toupper。',
  ],
  [
    'The properties to order by, each with asc or desc.',
    'As propriedades pelas quais ordenar, cada uma com asc ou desc.',
    '用于排序的属性，每个属性可带 asc 或 desc。',
  ],
  ['Words that must all be found.', 'Palavras que devem ser todas encontradas.', '必须全部匹配的词。'],
  ['How many entities at most.', 'Quantas entidades, no máximo.', '最多返回的实体数量。'],
  ['How many entities to leave out first.', 'Quantas entidades omitir no início.', '从开头跳过的实体数量。'],
  ['Whether to say how many there are in all.', 'Se o total deve ser informado.', '是否给出总数。'],
  [
    'Where the page starts; taken from @odata.nextLink, never made.',
    'Onde a página começa; obtido de @odata.nextLink, nunca montado.',
    '页面的起始位置；取自 @odata.nextLink，切勿自行构造。',
  ],
  [
    'return=minimal: answer with 204 and no body.',
    'return=minimal: responde com 204, sem corpo.',
    'return=minimal：以 204 响应，不带正文。',
  ],
  [
    'odata.maxpagesize: how many entities in a page at most.',
    'odata.maxpagesize: quantas entidades por página, no máximo.',
    'odata.maxpagesize：每页最多的实体数量。',
  ],
  [
    'An id that the answer and the audit trail repeat.',
    'Um id que a resposta e a trilha de auditoria repetem.',
    '响应和审核日志中会重复出现的 id。',
  ],
];
