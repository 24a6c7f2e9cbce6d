import type { Text } from '../text.ts';

/** Partners, Remote Help settings and the device management of an organisation. */
export const graphDescriptions: readonly Text[] = [
  [
    'The device management of an organisation.',
    'O gerenciamento de dispositivos de uma organização.',
    '组织的设备管理。',
  ],
  ['The account of the organisation.', 'A conta da organização.', '组织的帐户。'],
  ['The state of the subscription of the organisation.', 'O estado da assinatura da organização.', '组织的订阅状态。'],
  [
    'A partner that gives remote assistance on the devices of an organisation.',
    'Um parceiro que presta assistência remota nos dispositivos de uma organização.',
    '为组织的设备提供远程协助的合作伙伴。',
  ],
  ['Display name of the partner.', 'Nome de exibição do parceiro.', '合作伙伴的显示名称。'],
  [
    'Where an administrator signs in to the partner and consents; set while the status is onboarding.',
    'Onde um administrador entra no parceiro e dá o consentimento; definida enquanto o status é onboarding.',
    '管理员登录合作伙伴并表示同意的地址；在状态为 onboarding 时设置。',
  ],
  ['How far the connection to the partner is.', 'O andamento da conexão com o parceiro.', '与合作伙伴的连接进度。'],
  [
    'When the partner last answered us.',
    'Quando o parceiro nos respondeu pela última vez.',
    '合作伙伴上次响应的时间。',
  ],
  [
    'When the status is onboarding: until when consent is awaited.',
    'Quando o status é onboarding: até quando o consentimento é aguardado.',
    '状态为 onboarding 时：等待同意的截止时间。',
  ],
  ['How an organisation uses Remote Help.', 'Como uma organização usa a Ajuda Remota.', '组织使用远程帮助的方式。'],
  [
    'Whether Remote Help is on; disabled until it is set.',
    'Se a Ajuda Remota está ativada; disabled até que seja definida.',
    '远程帮助是否已启用；未设置前为 disabled。',
  ],
  [
    'Whether devices that are not enrolled can be helped.',
    'Se dispositivos não registrados podem receber ajuda.',
    '是否可以为未注册的设备提供帮助。',
  ],
  [
    'Whether helper and helped cannot chat.',
    'Se o chat entre quem ajuda e quem é ajudado está bloqueado.',
    '是否禁止协助者与被协助者聊天。',
  ],
];
