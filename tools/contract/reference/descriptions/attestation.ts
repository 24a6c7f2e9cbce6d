import type { Text } from '../text.ts';

/** What a Windows device reports of its start. */
export const attestationDescriptions: readonly Text[] = [
  ['When the report last changed.', 'Quando o relatório mudou pela última vez.', '报告上次更改的时间。'],
  [
    'Where the format of the report is described.',
    'Onde o formato do relatório está descrito.',
    '报告格式的说明所在的位置。',
  ],
  ['The state of health attestation.', 'O estado do atestado de integridade.', '运行状况证明的状态。'],
  ['The version of the report.', 'A versão do relatório.', '报告的版本。'],
  ['When the report was issued.', 'Quando o relatório foi emitido.', '报告的颁发时间。'],
  [
    'Whether an attestation identity key is present.',
    'Se há uma chave de identidade de atestado.',
    '是否存在证明标识密钥。',
  ],
  [
    'How often the device hibernated or resumed.',
    'Quantas vezes o dispositivo hibernou ou foi retomado.',
    '设备休眠或恢复的次数。',
  ],
  ['How often the device restarted.', 'Quantas vezes o dispositivo foi reiniciado.', '设备重新启动的次数。'],
  ['The state of data execution prevention.', 'O estado da prevenção de execução de dados.', '数据执行保护的状态。'],
  [
    'Whether BitLocker was on at start.',
    'Se o BitLocker estava ativado na inicialização.',
    '启动时 BitLocker 是否已启用。',
  ],
  ['The version of the boot manager.', 'A versão do gerenciador de inicialização.', '启动管理器的版本。'],
  [
    'The version of the code integrity check.',
    'A versão da verificação de integridade de código.',
    '代码完整性检查的版本。',
  ],
  ['Whether secure boot is on.', 'Se a inicialização segura está ativada.', '安全启动是否已启用。'],
  ['Whether boot debugging is on.', 'Se a depuração de inicialização está ativada.', '启动调试是否已启用。'],
  ['Whether kernel debugging is on.', 'Se a depuração do kernel está ativada.', '内核调试是否已启用。'],
  ['Whether code integrity is on.', 'Se a integridade de código está ativada.', '代码完整性是否已启用。'],
  ['Whether test signing is allowed.', 'Se a assinatura de teste é permitida.', '是否允许测试签名。'],
  [
    'Whether the device runs in safe mode.',
    'Se o dispositivo está em modo de segurança.',
    '设备是否在安全模式下运行。',
  ],
  ['Whether the device runs Windows PE.', 'Se o dispositivo executa o Windows PE.', '设备是否运行 Windows PE。'],
  [
    'Whether the early-launch anti-malware driver is loaded.',
    'Se o driver antimalware de inicialização antecipada está carregado.',
    '是否已加载早期启动反恶意软件驱动程序。',
  ],
  ['Whether virtual secure mode is on.', 'Se o modo de segurança virtual está ativado.', '虚拟安全模式是否已启用。'],
  [
    'The hash algorithm of the platform configuration registers.',
    'O algoritmo de hash dos registros de configuração da plataforma.',
    '平台配置寄存器的哈希算法。',
  ],
  [
    'The security version of the boot application.',
    'A versão de segurança do aplicativo de inicialização.',
    '启动应用程序的安全版本。',
  ],
  [
    'The security version of the boot manager.',
    'A versão de segurança do gerenciador de inicialização.',
    '启动管理器的安全版本。',
  ],
  [
    'The version of the trusted platform module.',
    'A versão do módulo de plataforma confiável (TPM).',
    '受信任的平台模块 (TPM) 的版本。',
  ],
  [
    'The measurement in platform configuration register 0.',
    'A medição no registro de configuração da plataforma 0.',
    '平台配置寄存器 0 中的度量值。',
  ],
  [
    'The fingerprint of the secure boot policy.',
    'A impressão digital da política de inicialização segura.',
    '安全启动策略的指纹。',
  ],
  ['The code integrity policy.', 'A política de integridade de código.', '代码完整性策略。'],
  ['The boot revocation list.', 'A lista de revogação de inicialização.', '启动吊销列表。'],
  [
    'The revocation list of the operating system.',
    'A lista de revogação do sistema operacional.',
    '操作系统的吊销列表。',
  ],
  ['What differs from what was expected.', 'O que difere do esperado.', '与预期不符的内容。'],
  [
    'Whether the device supports health attestation.',
    'Se o dispositivo dá suporte ao atestado de integridade.',
    '设备是否支持运行状况证明。',
  ],
];
