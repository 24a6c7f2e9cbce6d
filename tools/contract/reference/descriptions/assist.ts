import { obligationKinds } from '../../../../src/model/obligation.ts';
import type { Text } from '../text.ts';

const kinds = Object.keys(obligationKinds);

/** What assistd has beside Graph: tenants, obligations, connectors, sessions. */
export const assistDescriptions: readonly Text[] = [
  ['How many open sessions it would end.', 'Quantas sessões abertas ela encerraria.', '将结束的打开的会话数量。'],
  ['How many devices have such a session.', 'Quantos dispositivos têm uma sessão assim.', '有此类会话的设备数量。'],
  ['An organisation that this service serves.', 'Uma organização que este serviço atende.', '此服务所服务的组织。'],
  [
    'The tenant id (tid) in the tokens of the organisation: given when it is added, then its id.',
    'O id do locatário (tid) nos tokens da organização: informado quando ela é adicionada e, depois, o id dela.',
    '组织的令牌中的租户 id (tid)：添加组织时给出，此后即为其 id。',
  ],
  ['The name of the organisation.', 'O nome da organização.', '组织的名称。'],
  [
    'Whether the organisation is served: active and warning are; suspend makes it disabled.',
    'Se a organização é atendida: com active e warning, sim; suspend a torna disabled.',
    '是否为组织提供服务：active 和 warning 表示提供；suspend 使其变为 disabled。',
  ],
  [
    'The account of the organisation, as its deviceManagement shows it.',
    'A conta da organização, como o seu deviceManagement a mostra.',
    '组织的帐户，与其 deviceManagement 所示相同。',
  ],
  ['When the organisation was added.', 'Quando a organização foi adicionada.', '添加组织的时间。'],
  [
    'When the organisation was suspended; null when it is not.',
    'Quando a organização foi suspensa; null quando não está suspensa.',
    '暂停组织的时间；未暂停时为 null。',
  ],
  [
    'Work that is owed to the outside and is retried until it is done: a grant to revoke, a session to close.',
    'Trabalho devido a terceiros, tentado novamente até ser concluído: uma concessão a revogar, uma sessão a encerrar.',
    '对外部应尽的工作，会重试直到完成：例如要撤销的授权、要关闭的会话。',
  ],
  [`What is owed: ${kinds.join(', ')}.`, `O que é devido: ${kinds.join(', ')}.`, `应尽的义务：${kinds.join('、')}。`],
  [
    'The id of the grant, session or partner that it concerns.',
    'O id da concessão, da sessão ou do parceiro a que se refere.',
    '所涉及的授权、会话或合作伙伴的 id。',
  ],
  ['How far it is.', 'O andamento.', '进度。'],
  ['How often it was tried.', 'Quantas vezes foi tentado.', '已尝试的次数。'],
  ['Since when it is owed.', 'Desde quando é devido.', '义务产生的时间。'],
  [
    'When it is tried next; null when it is over.',
    'Quando será a próxima tentativa; null quando terminou.',
    '下一次尝试的时间；已结束时为 null。',
  ],
  [
    'Why it failed last, in plain words.',
    'Por que falhou da última vez, em palavras simples.',
    '上次失败的原因，以通俗的文字说明。',
  ],
  [
    'When it was reported as not met in time.',
    'Quando foi relatada como não cumprida a tempo.',
    '因未按时履行而被报告的时间。',
  ],
  ['When it was done, or taken back.', 'Quando foi concluída ou retirada.', '完成或撤回的时间。'],
  ['The steps that are done, in order.', 'As etapas concluídas, em ordem.', '已完成的步骤，按顺序排列。'],
  ['The step: closeSessions, revoke.', 'A etapa: closeSessions, revoke.', '步骤：closeSessions、revoke。'],
  ['When the step was done.', 'Quando a etapa foi concluída.', '步骤完成的时间。'],
  ['What came of it.', 'O resultado.', '结果。'],
  [
    'A connector that is configured. Its id is its name in the settings.',
    'Um conector configurado. O id é o nome dele nas configurações.',
    '已配置的连接器。其 id 是其在设置中的名称。',
  ],
  ['The name of the partner product.', 'O nome do produto do parceiro.', '合作伙伴产品的名称。'],
  [
    'Whether a partner whose displayName names no connector is bound to it.',
    'Se um parceiro cujo displayName não corresponde a nenhum conector é vinculado a este.',
    'displayName 不对应任何连接器的合作伙伴是否绑定到此连接器。',
  ],
  [
    "Whether the partner's host answers; unknown until the first call.",
    'Se o host do parceiro responde; unknown até a primeira chamada.',
    '合作伙伴的主机是否响应；首次调用前为 unknown。',
  ],
  ['Since when the status is what it is.', 'Desde quando o status é o atual.', '当前状态的起始时间。'],
  [
    'How the last call that failed did, in plain words.',
    'Como falhou a última chamada com falha, em palavras simples.',
    '上次失败的调用如何失败，以通俗的文字说明。',
  ],
  ['What the partner product can do.', 'O que o produto do parceiro pode fazer.', '合作伙伴产品的功能。'],
  [
    'How an administrator consents: oauthCode.',
    'Como um administrador dá o consentimento: oauthCode.',
    '管理员表示同意的方式：oauthCode。',
  ],
  [
    'Whether sessions can be closed from here.',
    'Se as sessões podem ser encerradas daqui.',
    '是否可以从此处关闭会话。',
  ],
  [
    'Whether closing a session cuts a connection that is running.',
    'Se encerrar uma sessão corta uma conexão em andamento.',
    '关闭会话是否会切断正在进行的连接。',
  ],
  ['Whether revoking the grant cuts sessions.', 'Se revogar a concessão corta as sessões.', '撤销授权是否会切断会话。'],
  [
    'How the partner tells of the use of sessions: poll, push, none.',
    'Como o parceiro informa o uso das sessões: poll, push, none.',
    '合作伙伴通知会话使用情况的方式：poll、push、none。',
  ],
  [
    'A remote-assistance session on a device.',
    'Uma sessão de assistência remota em um dispositivo.',
    '设备上的一个远程协助会话。',
  ],
  ['How far the session is.', 'O andamento da sessão.', '会话的进度。'],
  [
    'The id of the partner that the session is opened at.',
    'O id do parceiro em que a sessão é aberta.',
    '打开会话所在的合作伙伴的 id。',
  ],
  [
    'The name of the partner, when the session was asked for.',
    'O nome do parceiro quando a sessão foi solicitada.',
    '请求会话时合作伙伴的名称。',
  ],
  ['The id of the device.', 'O id do dispositivo.', '设备的 id。'],
  [
    'The name of the device, when the session was asked for.',
    'O nome do dispositivo quando a sessão foi solicitada.',
    '请求会话时设备的名称。',
  ],
  [
    'The user of the device, when the session was asked for.',
    'O usuário do dispositivo quando a sessão foi solicitada.',
    '请求会话时设备的用户。',
  ],
  [
    'Who asked: a user principal name, or the id of an application.',
    'Quem solicitou: um nome principal do usuário (UPN) ou o id de um aplicativo.',
    '请求者：用户主体名称 (UPN) 或应用程序的 id。',
  ],
  ['When the session was asked for.', 'Quando a sessão foi solicitada.', '请求会话的时间。'],
  ['When the partner had opened it.', 'Quando o parceiro a abriu.', '合作伙伴打开会话的时间。'],
  ['When it closes by itself.', 'Quando é encerrada automaticamente.', '自动关闭的时间。'],
  ['When the partner had closed it.', 'Quando o parceiro a encerrou.', '合作伙伴关闭会话的时间。'],
  ['Why it was closed.', 'Por que foi encerrada.', '关闭的原因。'],
  [
    'Why it could not be opened, in plain words.',
    'Por que não pôde ser aberta, em palavras simples.',
    '无法打开的原因，以通俗的文字说明。',
  ],
  ['Where the person at the device joins.', 'Onde a pessoa no dispositivo entra.', '设备使用者加入的地址。'],
  [
    'The help that was given, as far as the partner has reported it.',
    'A ajuda prestada, até onde o parceiro a informou.',
    '已提供的帮助，以合作伙伴所报告的为准。',
  ],
  [
    'Who helped, as the partner names them.',
    'Quem ajudou, como o parceiro os identifica.',
    '协助者，以合作伙伴使用的名称表示。',
  ],
  ['When help began.', 'Quando a ajuda começou.', '帮助开始的时间。'],
  ['When it ended; null while it lasts.', 'Quando terminou; null enquanto dura.', '结束的时间；进行中为 null。'],
  [
    'How long it took, in seconds; null while it lasts.',
    'Quanto durou, em segundos; null enquanto dura.',
    '持续时间（以秒为单位）；进行中为 null。',
  ],
];
