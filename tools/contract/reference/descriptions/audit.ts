import type { Text } from '../text.ts';

/** The audit trail. */
export const auditDescriptions: readonly Text[] = [
  [
    'Something that was done, by a person, an application or the service itself. Events are only ever added.',
    'Algo que foi feito por uma pessoa, por um aplicativo ou pelo próprio serviço. Eventos só são acrescentados.',
    '由人员、应用程序或服务本身执行的某项活动。事件只会增加。',
  ],
  ['What was done, in words.', 'O que foi feito, em palavras.', '所执行活动的文字说明。'],
  ['The part of the service that did it.', 'A parte do serviço que o fez.', '执行活动的服务组件。'],
  ['What was done, for people.', 'O que foi feito, para leitura por pessoas.', '所执行的活动，供人阅读。'],
  ['When it was done.', 'Quando foi feito.', '执行时间。'],
  ['What was done: a verb and a type.', 'O que foi feito: um verbo e um tipo.', '所执行的活动：一个动词和一个类型。'],
  [
    'The kind of operation: Create, Patch, Delete, Action, Get.',
    'O tipo de operação: Create, Patch, Delete, Action, Get.',
    '操作的类型：Create、Patch、Delete、Action、Get。',
  ],
  ['What came of it: Success, Failure.', 'O resultado: Success, Failure.', '结果：Success、Failure。'],
  [
    'The client-request-id of the call that it was done in.',
    'O client-request-id da chamada em que foi feito.',
    '执行活动的调用的 client-request-id。',
  ],
  ['The category of the event.', 'A categoria do evento.', '事件的类别。'],
  ['Who did it.', 'Quem o fez.', '执行者。'],
  ['What it was done to.', 'Em que foi feito.', '活动的对象。'],
  [
    'Which event of the organisation it is: 1, 2, 3 …, without a gap.',
    'O número do evento na organização: 1, 2, 3 …, sem lacunas.',
    '事件在组织中的序号：1、2、3……，没有间断。',
  ],
  ['The hash of the event before it.', 'O hash do evento anterior.', '前一个事件的哈希。'],
  [
    'The hash of this event, the one before it included.',
    'O hash deste evento, incluindo o do anterior.',
    '此事件的哈希，其中包含前一个事件的哈希。',
  ],
  ['The kind of actor.', 'O tipo de ator.', '执行者的类型。'],
  [
    'The kind of actor: ItPro, Application, System.',
    'O tipo de ator: ItPro, Application, System.',
    '执行者的类型：ItPro、Application、System。',
  ],
  ['The permissions that the actor used.', 'As permissões que o ator usou.', '执行者使用的权限。'],
  ['The id of the application that called.', 'O id do aplicativo que fez a chamada.', '发出调用的应用程序的 id。'],
  ['The name of the application that called.', 'O nome do aplicativo que fez a chamada.', '发出调用的应用程序的名称。'],
  [
    'The user principal name of the person who called.',
    'O nome principal do usuário (UPN) da pessoa que fez a chamada.',
    '发出调用的人员的用户主体名称 (UPN)。',
  ],
  [
    'The name of the service principal that called.',
    'O nome da entidade de serviço que fez a chamada.',
    '发出调用的服务主体的名称。',
  ],
  ['The address that the call came from.', 'O endereço de onde veio a chamada.', '调用的来源地址。'],
  ['The id of the person who called.', 'O id da pessoa que fez a chamada.', '发出调用的人员的 id。'],
  [
    'The tenant that the call came from, where it was the operator’s.',
    'O locatário de onde veio a chamada, quando era o do operador.',
    '调用来自运营者时，其所属的租户。',
  ],
  ['The id of who called from there.', 'O id de quem fez a chamada de lá.', '从该租户发出调用者的 id。'],
  [
    'The scope tags of the person who called.',
    'As marcas de escopo da pessoa que fez a chamada.',
    '发出调用的人员的范围标记。',
  ],
  ['The display name of the scope tag.', 'O nome de exibição da marca de escopo.', '范围标记的显示名称。'],
  ['The id of the scope tag.', 'O id da marca de escopo.', '范围标记的 id。'],
  ['The display name of the resource.', 'O nome de exibição do recurso.', '资源的显示名称。'],
  ['The type of the resource.', 'O tipo do recurso.', '资源的类型。'],
  ['The id of the resource.', 'O id do recurso.', '资源的 id。'],
  ['What was changed.', 'O que foi alterado.', '已更改的内容。'],
  ['The name of the property.', 'O nome da propriedade.', '属性的名称。'],
  [
    'The value before; secrets never appear.',
    'O valor anterior; segredos nunca aparecem.',
    '更改前的值；机密绝不会出现。',
  ],
  [
    'The value after; secrets never appear.',
    'O valor posterior; segredos nunca aparecem.',
    '更改后的值；机密绝不会出现。',
  ],
  [
    'Whether every event still carries the hash of the one before it.',
    'Se cada evento ainda contém o hash do anterior.',
    '是否每个事件仍带有前一个事件的哈希。',
  ],
  [
    'How many events were found whole: all, or those before the first that is not.',
    'Quantos eventos foram encontrados íntegros: todos, ou os anteriores ao primeiro que não está.',
    '完整事件的数量：全部，或第一个不完整事件之前的事件。',
  ],
  [
    'The id of the first event that does not fit; null when all do, or none follows the gap.',
    'O id do primeiro evento que não se encaixa; null quando todos se encaixam ou nenhum segue a lacuna.',
    '第一个不符的事件的 id；全部相符或间断之后没有事件时为 null。',
  ],
  [
    'The sequence of the first event that does not fit, or is not there.',
    'O número do primeiro evento que não se encaixa ou que não existe.',
    '第一个不符或不存在的事件的序号。',
  ],
  [
    'What is wrong there: altered, missing.',
    'O que está errado ali: altered, missing.',
    '该处的问题：altered、missing。',
  ],
];
