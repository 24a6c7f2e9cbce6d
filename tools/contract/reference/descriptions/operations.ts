import type { Text } from '../text.ts';

/** What each operation does, and what it is given and gives. */
export const operationDescriptions: readonly Text[] = [
  [
    'Read the device management of the organisation.',
    'Lê o gerenciamento de dispositivos da organização.',
    '读取组织的设备管理信息。',
  ],
  [
    'List the remote-assistance partners of the organisation.',
    'Lista os parceiros de assistência remota da organização.',
    '列出组织的远程协助合作伙伴。',
  ],
  ['Read one remote-assistance partner.', 'Lê um parceiro de assistência remota.', '读取一个远程协助合作伙伴。'],
  ['Add a remote-assistance partner.', 'Adiciona um parceiro de assistência remota.', '添加一个远程协助合作伙伴。'],
  ['Change a remote-assistance partner.', 'Altera um parceiro de assistência remota.', '更改一个远程协助合作伙伴。'],
  [
    'Remove a remote-assistance partner; a connected one is disconnected first.',
    'Remove um parceiro de assistência remota; se estiver conectado, ele é desconectado antes.',
    '移除一个远程协助合作伙伴；如果已连接，会先断开连接。',
  ],
  [
    'Start to connect the organisation to the partner: makes the onboardingUrl.',
    'Começa a conectar a organização ao parceiro: cria a onboardingUrl.',
    '开始将组织连接到合作伙伴：生成 onboardingUrl。',
  ],
  [
    'Disconnect the organisation from the partner: closes open sessions, revokes the grant, destroys it.',
    'Desconecta a organização do parceiro: encerra as sessões abertas, revoga a concessão e a destrói.',
    '断开组织与合作伙伴的连接：关闭打开的会话，撤销授权并将其销毁。',
  ],
  ['List the devices of the organisation.', 'Lista os dispositivos da organização.', '列出组织的设备。'],
  ['Read one device.', 'Lê um dispositivo.', '读取一台设备。'],
  ['Add a device to the inventory.', 'Adiciona um dispositivo ao inventário.', '将一台设备添加到清单。'],
  ['Change a device.', 'Altera um dispositivo.', '更改一台设备。'],
  ['Remove a device from the inventory.', 'Remove um dispositivo do inventário.', '从清单中移除一台设备。'],
  [
    'Ask for remote assistance on the device; remoteAssistanceSessionUrl then says where a supporter joins, or remoteAssistanceSessionErrorDetails why none can.',
    'Solicita assistência remota no dispositivo; depois, remoteAssistanceSessionUrl diz onde um técnico de suporte entra, ou remoteAssistanceSessionErrorDetails diz por que isso não é possível.',
    '请求对设备进行远程协助；之后 remoteAssistanceSessionUrl 给出支持人员加入的地址，如果无法加入，则由 remoteAssistanceSessionErrorDetails 说明原因。',
  ],
  [
    'Add devices to the inventory and bring those that are there up to date, all in one transaction. A record with an id means the device with that id; one without, the only device with its serial number. Safe to repeat.',
    'Adiciona dispositivos ao inventário e atualiza os que já existem, tudo em uma única transação. Um registro com id se refere ao dispositivo com esse id; um registro sem id, ao único dispositivo com o seu número de série. Pode ser repetida com segurança.',
    '在一个事务中将设备添加到清单，并更新已有的设备。带有 id 的记录对应具有该 id 的设备；不带 id 的记录对应具有其序列号的唯一设备。可以安全地重复执行。',
  ],
  ['Read the Remote Help settings.', 'Lê as configurações da Ajuda Remota.', '读取远程帮助设置。'],
  ['Change the Remote Help settings.', 'Altera as configurações da Ajuda Remota.', '更改远程帮助设置。'],
  [
    'List the audit events of the organisation.',
    'Lista os eventos de auditoria da organização.',
    '列出组织的审核事件。',
  ],
  ['Read one audit event.', 'Lê um evento de auditoria.', '读取一个审核事件。'],
  ['List the categories of audit events.', 'Lista as categorias de eventos de auditoria.', '列出审核事件的类别。'],
  [
    'List the activity types of one category.',
    'Lista os tipos de atividade de uma categoria.',
    '列出一个类别的活动类型。',
  ],
  [
    'Check that no event was removed or altered.',
    'Verifica se nenhum evento foi removido ou alterado.',
    '检查是否没有事件被移除或篡改。',
  ],
  [
    "List the organisations. An operator tenant's token.",
    'Lista as organizações. Requer um token do locatário operador.',
    '列出组织。需要运营者租户的令牌。',
  ],
  [
    "Read one organisation. An operator tenant's token.",
    'Lê uma organização. Requer um token do locatário operador.',
    '读取一个组织。需要运营者租户的令牌。',
  ],
  [
    "Add an organisation. An operator tenant's token.",
    'Adiciona uma organização. Requer um token do locatário operador.',
    '添加一个组织。需要运营者租户的令牌。',
  ],
  [
    "Stop serving the organisation; what it owes to partners is still done. An operator tenant's token.",
    'Deixa de atender a organização; o que ela deve aos parceiros ainda é feito. Requer um token do locatário operador.',
    '停止为组织提供服务；对合作伙伴未完成的义务仍会履行。需要运营者租户的令牌。',
  ],
  [
    "Serve the organisation again. An operator tenant's token.",
    'Volta a atender a organização. Requer um token do locatário operador.',
    '恢复为组织提供服务。需要运营者租户的令牌。',
  ],
  [
    'List what is owed to the outside, and what was.',
    'Lista as obrigações externas, atuais e passadas.',
    '列出对外部的义务，包括当前的和过去的。',
  ],
  ['Read one obligation.', 'Lê uma obrigação.', '读取一项义务。'],
  [
    'Try again now instead of at nextAttemptDateTime.',
    'Tenta novamente agora, em vez de em nextAttemptDateTime.',
    '立即重试，而不是等到 nextAttemptDateTime。',
  ],
  [
    'List the connectors, and whether their hosts can be reached.',
    'Lista os conectores e informa se os hosts deles podem ser alcançados.',
    '列出连接器，以及它们的主机是否可以访问。',
  ],
  ['Read one connector.', 'Lê um conector.', '读取一个连接器。'],
  ['List the sessions, open and past.', 'Lista as sessões, abertas e passadas.', '列出会话，包括打开的和过去的。'],
  ['Read one session.', 'Lê uma sessão.', '读取一个会话。'],
  [
    'Close the session at the partner. A closed session stays as it is.',
    'Encerra a sessão no parceiro. Uma sessão já encerrada permanece como está.',
    '在合作伙伴处关闭会话。已关闭的会话保持不变。',
  ],
  [
    'Give the link that a supporter joins with. That it was given is recorded in the audit trail.',
    'Fornece o link com o qual um técnico de suporte entra. O fornecimento é registrado na trilha de auditoria.',
    '提供支持人员加入所用的链接。提供链接这一行为会记录在审核日志中。',
  ],
  [
    'List the partners; the same as in Graph.',
    'Lista os parceiros; os mesmos do Graph.',
    '列出合作伙伴；与 Graph 中的相同。',
  ],
  [
    'Read one partner; the same as in Graph.',
    'Lê um parceiro; o mesmo do Graph.',
    '读取一个合作伙伴；与 Graph 中的相同。',
  ],
  [
    'Say what a disconnect of the partner would end.',
    'Informa o que a desconexão do parceiro encerraria.',
    '说明断开与合作伙伴的连接会结束什么。',
  ],
  ['At most 1000 records.', 'No máximo 1000 registros.', '最多 1000 条记录。'],
  ['The category.', 'A categoria.', '类别。'],
  ['What became of the records.', 'O que resultou dos registros.', '各条记录的处理结果。'],
  [
    'The categories that events are sorted by.',
    'As categorias em que os eventos são classificados.',
    '事件所属的类别。',
  ],
  ['The activity types of the category.', 'Os tipos de atividade da categoria.', '该类别的活动类型。'],
  ['Whether the audit trail is whole.', 'Se a trilha de auditoria está íntegra.', '审核日志是否完整。'],
  [
    'Where the supporter joins; null unless the session is open.',
    'Onde o técnico de suporte entra; null, a menos que a sessão esteja aberta.',
    '支持人员加入的地址；会话未打开时为 null。',
  ],
  ['What a disconnect would end.', 'O que uma desconexão encerraria.', '断开连接会结束的内容。'],
];
