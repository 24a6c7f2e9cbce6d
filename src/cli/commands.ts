import { login } from './account/login.ts';
import { logout } from './account/logout.ts';
import { token } from './account/token.ts';
import { whoami } from './account/whoami.ts';
import { api } from './api/api.ts';
import { auditExport } from './audit/audit-export.ts';
import { auditKeysCommand } from './audit/audit-keys.ts';
import { auditList } from './audit/audit-list.ts';
import { auditTail } from './audit/audit-tail.ts';
import { auditVerify } from './audit/audit-verify.ts';
import { callersRevoke } from './callers/callers-revoke.ts';
import type { Command } from './command.ts';
import { completion } from './completion/completion.ts';
import { connectorsList } from './connectors/connectors-list.ts';
import { connectorsRestore } from './connectors/connectors-restore.ts';
import { connectorsSever } from './connectors/connectors-sever.ts';
import { severancesShow } from './connectors/severances-show.ts';
import { contextList } from './contexts/context-list.ts';
import { contextUse } from './contexts/context-use.ts';
import { dev, sandbox } from './dev.ts';
import { devicesExport } from './devices/devices-export.ts';
import { devicesImport } from './devices/devices-import.ts';
import { devicesList } from './devices/devices-list.ts';
import { devicesShow } from './devices/devices-show.ts';
import { doctor } from './doctor/doctor.ts';
import { migrateFromIntune } from './migration/migrate-from-intune.ts';
import { obligationsList } from './obligations/obligations-list.ts';
import { obligationsRetry } from './obligations/obligations-retry.ts';
import { partnersConfirm } from './partners/partners-confirm.ts';
import { partnersConnect } from './partners/partners-connect.ts';
import { partnersDisconnect } from './partners/partners-disconnect.ts';
import { partnersList } from './partners/partners-list.ts';
import { partnersShow } from './partners/partners-show.ts';
import { receiptList } from './receipt/receipt-list.ts';
import { receiptShow } from './receipt/receipt-show.ts';
import { receiptVerify } from './receipt/receipt-verify.ts';
import { backup } from './service/backup.ts';
import { migrate } from './service/migrate.ts';
import { restore } from './service/restore.ts';
import { serve } from './service/serve.ts';
import { assist } from './sessions/assist.ts';
import { sessionsClose } from './sessions/sessions-close.ts';
import { sessionsList } from './sessions/sessions-list.ts';
import { init } from './setup/init.ts';
import { keysNew } from './setup/keys-new.ts';
import { settingsCommand } from './setup/settings.ts';
import { tenantsAdd } from './tenants/tenants-add.ts';
import { tenantsDisconnect } from './tenants/tenants-disconnect.ts';
import { tenantsExport } from './tenants/tenants-export.ts';
import { tenantsImport } from './tenants/tenants-import.ts';
import { tenantsList } from './tenants/tenants-list.ts';
import { tenantsResume } from './tenants/tenants-resume.ts';
import { tenantsShow } from './tenants/tenants-show.ts';
import { tenantsSuspend } from './tenants/tenants-suspend.ts';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  dev,
  serve,
  sandbox,
  login,
  logout,
  whoami,
  contextList,
  contextUse,
  token,
  api,
  partnersList,
  partnersShow,
  partnersConnect,
  partnersConfirm,
  partnersDisconnect,
  devicesList,
  devicesShow,
  devicesExport,
  devicesImport,
  assist,
  sessionsList,
  sessionsClose,
  auditList,
  auditTail,
  auditExport,
  auditVerify,
  auditKeysCommand,
  obligationsList,
  obligationsRetry,
  receiptList,
  receiptShow,
  receiptVerify,
  tenantsList,
  tenantsShow,
  tenantsAdd,
  tenantsSuspend,
  tenantsResume,
  tenantsDisconnect,
  tenantsExport,
  tenantsImport,
  connectorsList,
  connectorsSever,
  connectorsRestore,
  severancesShow,
  callersRevoke,
  init,
  keysNew,
  settingsCommand,
  doctor,
  migrate,
  backup,
  restore,
  migrateFromIntune,
  completion,
];
