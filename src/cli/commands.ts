import { assist } from './assist.ts';
import { auditExport } from './audit-export.ts';
import { auditList } from './audit-list.ts';
import { auditTail } from './audit-tail.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { completion } from './completion.ts';
import { dev } from './dev.ts';
import { devicesExport } from './devices-export.ts';
import { devicesImport } from './devices-import.ts';
import { devicesList } from './devices-list.ts';
import { devicesShow } from './devices-show.ts';
import { doctor } from './doctor.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { migrate } from './migrate.ts';
import { migrateFromIntune } from './migrate-from-intune.ts';
import { obligationsList } from './obligations-list.ts';
import { obligationsRetry } from './obligations-retry.ts';
import { partnersConnect } from './partners-connect.ts';
import { partnersDisconnect } from './partners-disconnect.ts';
import { partnersList } from './partners-list.ts';
import { partnersShow } from './partners-show.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { sessionsClose } from './sessions-close.ts';
import { sessionsList } from './sessions-list.ts';
import { tenantsAdd } from './tenants-add.ts';
import { tenantsList } from './tenants-list.ts';
import { tenantsResume } from './tenants-resume.ts';
import { tenantsSuspend } from './tenants-suspend.ts';
import { token } from './token.ts';
import { whoami } from './whoami.ts';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  dev,
  serve,
  login,
  logout,
  whoami,
  token,
  partnersList,
  partnersShow,
  partnersConnect,
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
  obligationsList,
  obligationsRetry,
  tenantsList,
  tenantsAdd,
  tenantsSuspend,
  tenantsResume,
  doctor,
  migrate,
  backup,
  restore,
  migrateFromIntune,
  completion,
];
