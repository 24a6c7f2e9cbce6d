import type { Worded } from '../../text/language.ts';

/** What the administrator of a device group does in MeshCentral; its page is in English here, so the names of buttons are as they stand there. */
export const steps: Worded<readonly string[]> = {
  en: [
    'Sign in to MeshCentral, at the address with the login key, as somebody who may manage the users of the device group.',
    'Open the device group, and choose “Add Users”.',
    'Type the name of the account below, and tick the rights below and no others.',
    'Choose “OK”, and come back to this page. It goes on by itself.',
  ],
  'pt-BR': [
    'Entre no MeshCentral, no endereço com a chave de login, como alguém que pode gerenciar os usuários do grupo de dispositivos.',
    'Abra o grupo de dispositivos e escolha “Add Users”.',
    'Digite o nome da conta abaixo e marque os direitos abaixo, e nenhum outro.',
    'Escolha “OK” e volte a esta página. Ela continua sozinha.',
  ],
  'zh-CN': [
    '使用带登录密钥的地址，以有权管理该设备组用户的人员身份登录 MeshCentral。',
    '打开该设备组，选择“Add Users”。',
    '输入下方的帐户名称，并且只勾选下方的权限。',
    '选择“OK”，然后返回此页面。页面会自动继续。',
  ],
};
