CREATE TABLE schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, oldest_program INTEGER NOT NULL) STRICT;

-- 1: connect and disconnect
CREATE TABLE tenants (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  "displayName" TEXT,
  "subscriptionState" TEXT NOT NULL,
  "intuneAccountId" TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE remote_assistance_partners (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  "displayName" TEXT,
  "onboardingUrl" TEXT,
  "onboardingStatus" TEXT NOT NULL,
  "lastConnectionDateTime" TEXT NOT NULL,
  "onboardingRequestExpiryDateTime" TEXT NOT NULL,
  connector TEXT NOT NULL,
  grant_id TEXT,
  connected_at INTEGER,
  connected_by TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE TABLE onboardings (
  tenant_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  state_hash TEXT NOT NULL,
  wrapped_key TEXT NOT NULL,
  sealed_verifier TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  requested_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, partner_id)
) STRICT;
CREATE TABLE grants (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  state TEXT NOT NULL,
  wrapped_key TEXT,
  key_id TEXT,
  sealed_access TEXT,
  sealed_refresh TEXT,
  access_expires_at INTEGER,
  account TEXT,
  obtained_at INTEGER NOT NULL,
  retired_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE TABLE obligations (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  "createdDateTime" TEXT NOT NULL,
  "nextAttemptDateTime" TEXT NOT NULL,
  "lastFailure" TEXT,
  "reportedDateTime" TEXT,
  "completedDateTime" TEXT,
  payload TEXT NOT NULL,
  progress TEXT,
  due_at INTEGER NOT NULL,
  lease_owner TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  revision INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX obligations_open ON obligations (tenant_id, kind, subject) WHERE status = 'due';
CREATE INDEX obligations_due ON obligations (tenant_id, due_at) WHERE status = 'due';
CREATE INDEX obligations_created ON obligations (tenant_id, "createdDateTime", id);
CREATE TABLE audit_events (
  tenant_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  id TEXT NOT NULL,
  "displayName" TEXT,
  "componentName" TEXT,
  activity TEXT,
  "activityDateTime" TEXT NOT NULL,
  "activityType" TEXT,
  "activityOperationType" TEXT,
  "activityResult" TEXT,
  "correlationId" TEXT NOT NULL,
  category TEXT,
  actor TEXT NOT NULL,
  resources TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
) STRICT;
CREATE UNIQUE INDEX audit_events_id ON audit_events (tenant_id, id);
CREATE INDEX audit_events_time ON audit_events (tenant_id, "activityDateTime", id);
CREATE TABLE audit_heads (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL,
  anchor_sequence INTEGER NOT NULL,
  anchor_hash TEXT NOT NULL
) STRICT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (1, 'connect and disconnect', 1);

-- 2: provided partners
CREATE TABLE provided_partners (
  tenant_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  PRIMARY KEY (tenant_id, connector)
) STRICT;
ALTER TABLE grants ADD COLUMN refresh_until INTEGER;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (2, 'provided partners', 1);

-- 3: devices and sessions
CREATE TABLE managed_devices (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  "userId" TEXT,
  "deviceName" TEXT,
  "managedDeviceOwnerType" TEXT NOT NULL,
  "managementState" TEXT NOT NULL,
  "enrolledDateTime" TEXT NOT NULL,
  "lastSyncDateTime" TEXT NOT NULL,
  "operatingSystem" TEXT,
  "complianceState" TEXT NOT NULL,
  "jailBroken" TEXT,
  "managementAgent" TEXT NOT NULL,
  "osVersion" TEXT,
  "easActivated" INTEGER NOT NULL,
  "easDeviceId" TEXT,
  "easActivationDateTime" TEXT NOT NULL,
  "azureADRegistered" INTEGER,
  "deviceEnrollmentType" TEXT NOT NULL,
  "activationLockBypassCode" TEXT,
  "emailAddress" TEXT,
  "azureADDeviceId" TEXT,
  "deviceRegistrationState" TEXT NOT NULL,
  "deviceCategoryDisplayName" TEXT,
  "isSupervised" INTEGER NOT NULL,
  "exchangeLastSuccessfulSyncDateTime" TEXT NOT NULL,
  "exchangeAccessState" TEXT NOT NULL,
  "exchangeAccessStateReason" TEXT NOT NULL,
  "remoteAssistanceSessionErrorDetails" TEXT,
  "isEncrypted" INTEGER NOT NULL,
  "userPrincipalName" TEXT,
  "model" TEXT,
  "manufacturer" TEXT,
  "imei" TEXT,
  "complianceGracePeriodExpirationDateTime" TEXT NOT NULL,
  "serialNumber" TEXT,
  "phoneNumber" TEXT,
  "androidSecurityPatchLevel" TEXT,
  "userDisplayName" TEXT,
  "configurationManagerClientEnabledFeatures" TEXT,
  "wiFiMacAddress" TEXT,
  "deviceHealthAttestationState" TEXT,
  "subscriberCarrier" TEXT,
  "meid" TEXT,
  "totalStorageSpaceInBytes" INTEGER NOT NULL,
  "freeStorageSpaceInBytes" INTEGER NOT NULL,
  "managedDeviceName" TEXT,
  "partnerReportedThreatState" TEXT NOT NULL,
  "requireUserEnrollmentApproval" INTEGER,
  "managementCertificateExpirationDate" TEXT NOT NULL,
  "iccid" TEXT,
  "udid" TEXT,
  "notes" TEXT,
  "ethernetMacAddress" TEXT,
  "physicalMemoryInBytes" INTEGER NOT NULL,
  "enrollmentProfileName" TEXT,
  "deviceActionResults" TEXT NOT NULL,
  upn_lower TEXT,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX managed_devices_devicename ON managed_devices (tenant_id, "deviceName", id);
CREATE INDEX managed_devices_serialnumber ON managed_devices (tenant_id, "serialNumber", id);
CREATE INDEX managed_devices_userprincipalname ON managed_devices (tenant_id, "userPrincipalName", id);
CREATE INDEX managed_devices_userid ON managed_devices (tenant_id, "userId", id);
CREATE INDEX managed_devices_azureaddeviceid ON managed_devices (tenant_id, "azureADDeviceId", id);
CREATE INDEX managed_devices_operatingsystem ON managed_devices (tenant_id, "operatingSystem", id);
CREATE INDEX managed_devices_compliancestate ON managed_devices (tenant_id, "complianceState", id);
CREATE INDEX managed_devices_lastsyncdatetime ON managed_devices (tenant_id, "lastSyncDateTime", id);
CREATE INDEX managed_devices_enrolleddatetime ON managed_devices (tenant_id, "enrolledDateTime", id);
CREATE INDEX managed_devices_upn ON managed_devices (tenant_id, upn_lower, id);
CREATE TABLE managed_device_counts (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  devices INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  "partnerId" TEXT NOT NULL,
  "partnerDisplayName" TEXT,
  "deviceId" TEXT NOT NULL,
  "deviceName" TEXT,
  "userPrincipalName" TEXT,
  "requestedBy" TEXT,
  "requestedDateTime" TEXT NOT NULL,
  "openedDateTime" TEXT,
  "expirationDateTime" TEXT NOT NULL,
  "closedDateTime" TEXT,
  "closeReason" TEXT,
  "errorDetails" TEXT,
  connections TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  opening_until INTEGER,
  sealed_code TEXT,
  sealed_supporter_link TEXT,
  sealed_end_user_link TEXT,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX sessions_live ON sessions (tenant_id, "deviceId") WHERE status IN ('requested', 'open');
CREATE INDEX sessions_grant ON sessions (tenant_id, grant_id, status);
CREATE INDEX sessions_requested ON sessions (tenant_id, "requestedDateTime", id);
CREATE INDEX sessions_device ON sessions (tenant_id, "deviceId", "requestedDateTime");
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (3, 'devices and sessions', 1);

-- 4: remote assistance settings, suspended tenants
CREATE TABLE remote_assistance_settings (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  "remoteAssistanceState" TEXT NOT NULL,
  "allowSessionsToUnenrolledDevices" INTEGER NOT NULL,
  "blockChat" INTEGER NOT NULL
) STRICT;
ALTER TABLE tenants ADD COLUMN suspended_at INTEGER;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (4, 'remote assistance settings, suspended tenants', 1);

-- 5: figures of open obligations
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (5, 'figures of open obligations', 1);

-- 6: request windows
CREATE TABLE request_windows (
  tenant_id TEXT NOT NULL,
  budget TEXT NOT NULL,
  period INTEGER NOT NULL,
  earlier INTEGER NOT NULL,
  current INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, budget)
) STRICT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (6, 'request windows', 1);

-- 7: indexes of sealed sessions and of states of obligations
CREATE INDEX sessions_sealed ON sessions (tenant_id, grant_id)
  WHERE (sealed_code IS NOT NULL OR sealed_supporter_link IS NOT NULL OR sealed_end_user_link IS NOT NULL OR opening_until IS NOT NULL);
CREATE INDEX obligations_state ON obligations (tenant_id, (CASE
    WHEN status = 'done' THEN 'completed'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN lease_owner IS NOT NULL THEN 'running'
    WHEN "reportedDateTime" IS NOT NULL THEN 'reported'
    WHEN failures > 0 THEN 'failing'
    ELSE 'pending' END), "createdDateTime", id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (7, 'indexes of sealed sessions and of states of obligations', 1);

-- 10: what the database was made for
CREATE TABLE database_purpose (purpose TEXT NOT NULL PRIMARY KEY) STRICT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (10, 'what the database was made for', 1);

-- 11: disconnects, severances, callers whose tokens are revoked
CREATE TABLE disconnects (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  "partnerId" TEXT,
  "partnerDisplayName" TEXT,
  reason TEXT,
  ticket TEXT,
  "requestedBy" TEXT,
  "requestedDateTime" TEXT NOT NULL,
  "severanceId" TEXT,
  actor TEXT NOT NULL,
  grants TEXT NOT NULL,
  sessions TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX disconnects_requested ON disconnects (tenant_id, "requestedDateTime", id);
CREATE TABLE severances (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  connector TEXT NOT NULL,
  reason TEXT,
  ticket TEXT,
  "requestedBy" TEXT,
  "createdDateTime" TEXT NOT NULL,
  "walkedDateTime" TEXT,
  "restoredBy" TEXT,
  "restoredDateTime" TEXT,
  actor TEXT NOT NULL,
  walked_to TEXT NOT NULL,
  leased_until INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX severances_created ON severances (tenant_id, "createdDateTime", id);
CREATE TABLE severed_connectors (
  tenant_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  severance_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, connector)
) STRICT;
CREATE TABLE revoked_callers (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  "revokedDateTime" TEXT NOT NULL,
  "revokedBy" TEXT,
  reason TEXT,
  ticket TEXT,
  PRIMARY KEY (tenant_id, id)
) STRICT;
ALTER TABLE grants ADD COLUMN severance_id TEXT;
CREATE INDEX grants_severed ON grants (tenant_id, severance_id) WHERE severance_id IS NOT NULL;
ALTER TABLE sessions ADD COLUMN requester_subject TEXT;
ALTER TABLE sessions ADD COLUMN requester_application TEXT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (11, 'disconnects, severances, callers whose tokens are revoked', 1);

-- 12: refreshes without an answer, ends without a confirmation
ALTER TABLE grants ADD COLUMN refresh_asked_at INTEGER;
ALTER TABLE grants ADD COLUMN unconfirmed TEXT;
ALTER TABLE obligations ADD COLUMN "unconfirmedReason" TEXT;
CREATE TABLE repeated_requests (
  tenant_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, request_key)
) STRICT;
CREATE INDEX repeated_requests_made ON repeated_requests (tenant_id, made_at);
CREATE TABLE presented_codes (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  connector TEXT NOT NULL,
  state_hash TEXT NOT NULL,
  wrapped_key TEXT NOT NULL,
  sealed_verifier TEXT NOT NULL,
  sealed_code TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  confirmed_by TEXT,
  presented_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
ALTER TABLE sessions ADD COLUMN "unconfirmedUntil" TEXT;
ALTER TABLE sessions ADD COLUMN "linkGivenTo" TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sessions ADD COLUMN openings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE obligations ADD COLUMN connector TEXT;
ALTER TABLE obligations ADD COLUMN probe INTEGER NOT NULL DEFAULT 0;
DROP INDEX obligations_state;
CREATE INDEX obligations_state ON obligations (tenant_id, (CASE
    WHEN status = 'done' AND "unconfirmedReason" IS NOT NULL THEN 'unconfirmed'
    WHEN status = 'done' THEN 'completed'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN lease_owner IS NOT NULL THEN 'running'
    WHEN "reportedDateTime" IS NOT NULL THEN 'reported'
    WHEN failures > 0 THEN 'failing'
    ELSE 'pending' END), "createdDateTime", id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (12, 'refreshes without an answer, ends without a confirmation', 1);

-- 13: keys of receipts
CREATE TABLE receipt_keys (
  tenant_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  kid TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  key_id TEXT,
  wrapped_key TEXT,
  sealed_private TEXT,
  created_at INTEGER NOT NULL,
  retired_at INTEGER,
  PRIMARY KEY (tenant_id, generation)
) STRICT;
CREATE INDEX obligations_retirements ON obligations (tenant_id, subject) WHERE kind = 'grant.retire';
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (13, 'keys of receipts', 1);

-- 14: keyed audit trails, functions that the service cannot turn
ALTER TABLE audit_events ADD COLUMN "hashKeyId" TEXT;
ALTER TABLE audit_heads ADD COLUMN mac_key_id TEXT;
ALTER TABLE audit_heads ADD COLUMN mac TEXT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (14, 'keyed audit trails, functions that the service cannot turn', 14);

-- 15: who stands behind consents, and who was given links
ALTER TABLE onboardings ADD COLUMN requested_at INTEGER;
ALTER TABLE onboardings ADD COLUMN browser_hash TEXT;
ALTER TABLE onboardings ADD COLUMN confirmed_by TEXT;
ALTER TABLE grants ADD COLUMN requested_by TEXT;
CREATE TABLE given_links (
  tenant_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  caller TEXT NOT NULL,
  link TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, session_id, caller, link)
) STRICT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (15, 'who stands behind consents, and who was given links', 1);

-- 23: when obligations were planned
ALTER TABLE obligations ADD COLUMN planned_at INTEGER NOT NULL DEFAULT 0;
DROP INDEX obligations_due;
CREATE INDEX obligations_due ON obligations (tenant_id, due_at, planned_at, kind) WHERE status = 'due';
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (23, 'when obligations were planned', 1);

-- 30: grants that only their connector reads
ALTER TABLE grants ADD COLUMN sealed_grant TEXT;
ALTER TABLE grants ADD COLUMN renew_at INTEGER;
UPDATE grants SET
    sealed_grant = '{"accessToken":"' || sealed_access || CASE
      WHEN sealed_refresh IS NULL THEN '"}'
      ELSE '","refreshToken":"' || sealed_refresh || '"}' END,
    renew_at = CASE WHEN sealed_refresh IS NULL THEN NULL ELSE access_expires_at - 60000 END
  WHERE sealed_access IS NOT NULL;
ALTER TABLE grants DROP COLUMN sealed_access;
ALTER TABLE grants DROP COLUMN sealed_refresh;
ALTER TABLE grants DROP COLUMN access_expires_at;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (30, 'grants that only their connector reads', 30);

-- 31: devices of partners, narrowed grants
ALTER TABLE grants ADD COLUMN narrowed TEXT;
ALTER TABLE sessions ADD COLUMN consent_answer TEXT;
CREATE TABLE partner_devices (
  tenant_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  partner_device_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  said TEXT,
  listed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, partner_id, partner_device_id)
) STRICT;
CREATE INDEX partner_devices_device ON partner_devices (tenant_id, device_id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (31, 'devices of partners, narrowed grants', 30);

-- 35: device texts
CREATE VIRTUAL TABLE managed_device_texts USING fts5 (line, tokenize = 'trigram', content = '', contentless_delete = 1, detail = none);
CREATE TABLE managed_device_texts_due (
  tenant_id TEXT NOT NULL,
  device INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, device)
) STRICT, WITHOUT ROWID;
INSERT INTO managed_device_texts (rowid, line) SELECT rowid, char(((((7) * 17 + instr('0123456789abcdef', substr(tenant_id, 1, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 2, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 3, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 4, 1)), ((((7) * 17 + instr('0123456789abcdef', substr(tenant_id, 5, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 6, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 7, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 8, 1)), ((((7) * 17 + instr('0123456789abcdef', substr(tenant_id, 10, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 11, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 12, 1))) * 17 + instr('0123456789abcdef', substr(tenant_id, 13, 1))) || char(10) || coalesce("deviceName", '') || char(10) || coalesce("serialNumber", '') || char(10) || coalesce("userPrincipalName", '') || char(10) || coalesce("userDisplayName", '') FROM managed_devices;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (35, 'device texts', 35);

-- 36: an index of comanaged devices
CREATE INDEX managed_devices_comanaged ON managed_devices (tenant_id, id)
  WHERE "managementAgent" IN ('configurationManagerClientMdm', 'configurationManagerClientMdmEas');
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (36, 'an index of comanaged devices', 1);

-- 40: users of devices by their ids in any case
ALTER TABLE managed_devices ADD COLUMN user_key TEXT;
UPDATE managed_devices SET user_key = CASE WHEN "userId" GLOB '[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]-[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]-[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]-[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]-[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]' THEN lower("userId") ELSE "userId" END WHERE "userId" IS NOT NULL;
CREATE INDEX managed_devices_user_id ON managed_devices (tenant_id, user_key, id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (40, 'users of devices by their ids in any case', 1);

-- 56: device texts on PostgreSQL
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (56, 'device texts on PostgreSQL', 56);

-- 58: when the person at a device answered
ALTER TABLE sessions ADD COLUMN consent_answered_at INTEGER;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (58, 'when the person at a device answered', 1);

-- 63: audit events are pruned from the anchor on
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (63, 'audit events are pruned from the anchor on', 1);

-- 64: the index of device texts is written in small parts
INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('hashsize', 65536);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (64, 'the index of device texts is written in small parts', 1);

-- 65: partial indexes of the users of devices
DROP INDEX managed_devices_upn;
DROP INDEX managed_devices_user_id;
CREATE INDEX managed_devices_upn ON managed_devices (tenant_id, upn_lower, id) WHERE upn_lower <> "userPrincipalName";
CREATE INDEX managed_devices_user_id ON managed_devices (tenant_id, user_key, id) WHERE user_key <> "userId";
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (65, 'partial indexes of the users of devices', 1);

-- 66: indexes of what is due, of all tenants
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (66, 'indexes of what is due, of all tenants', 1);

-- 67: the index of device texts is merged in small parts
INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('automerge', 0);
INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('usermerge', 8);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (67, 'the index of device texts is merged in small parts', 1);

-- 68: keys of devices in the index of texts
DROP INDEX managed_devices_userid;
CREATE INDEX managed_devices_userid ON managed_devices (tenant_id, id) WHERE "userId" IS NULL;
DROP INDEX managed_devices_azureaddeviceid;
CREATE INDEX managed_devices_azureaddeviceid ON managed_devices (tenant_id, id) WHERE "azureADDeviceId" IS NULL;
INSERT INTO managed_device_texts (managed_device_texts) VALUES ('delete-all');
DELETE FROM managed_device_texts_due;
INSERT INTO managed_device_texts (rowid, line)
  SELECT rowid, device_line(tenant_id, "userId", "azureADDeviceId", "deviceName", "serialNumber", "userPrincipalName", "userDisplayName")
  FROM managed_devices;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (68, 'keys of devices in the index of texts', 68);

-- 69: grants of a partner
CREATE INDEX IF NOT EXISTS grants_of_partner ON grants (tenant_id, partner_id, obtained_at, id);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (69, 'grants of a partner', 1);

-- 73: actors of the audit trail once
CREATE TABLE audit_actors (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  used TEXT NOT NULL,
  is_kept INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (73, 'actors of the audit trail once', 73);

-- 74: the index of device texts keeps texts that are gone for longer
INSERT INTO managed_device_texts (managed_device_texts, rank) VALUES ('deletemerge', 50);
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (74, 'the index of device texts keeps texts that are gone for longer', 1);

-- 75: severances that met a grant before
ALTER TABLE grants ADD COLUMN severed_before TEXT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (75, 'severances that met a grant before', 1);

-- 76: grants of a database that was restored
CREATE TABLE database_place (place TEXT NOT NULL PRIMARY KEY) STRICT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (76, 'grants of a database that was restored', 1);

-- 77: what presented codes are bound to
ALTER TABLE presented_codes ADD COLUMN client_id TEXT;
ALTER TABLE presented_codes ADD COLUMN redirect_uri TEXT;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (77, 'what presented codes are bound to', 1);

-- 78: renewals of the first release that nobody saw the end of
UPDATE grants SET
    renew_at = 0,
    refresh_asked_at = CASE WHEN refresh_until > 60000 THEN refresh_until - 60000 ELSE 0 END
  WHERE refresh_until IS NOT NULL AND refresh_asked_at IS NULL AND sealed_grant IS NOT NULL AND renew_at IS NOT NULL;
INSERT INTO schema_migrations (version, name, oldest_program) VALUES (78, 'renewals of the first release that nobody saw the end of', 1);
