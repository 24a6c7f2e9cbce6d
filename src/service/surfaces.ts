import type { Assist } from '../assist/assist.ts';
import { completeOnboarding } from '../assist/consent/complete-onboarding.ts';
import { answerOffers, findOffers } from '../assist/consent/offer.ts';
import { findConsent, goOn } from '../assist/consent/start-consent.ts';
import { operations } from '../assist/operations.ts';
import { followLaunch } from '../assist/session/launch.ts';
import type { Clock } from '../core/clock.ts';
import { programVersion } from '../core/version.ts';
import type { VersionName } from '../edm/type.ts';
import { createConnect } from '../http/consent/connect.ts';
import { createDocuments } from '../http/graph/documents.ts';
import type { GraphParts } from '../http/graph/graph.ts';
import { LongAnswers } from '../http/graph/long-answers.ts';
import { LongBodies } from '../http/long-bodies.ts';
import { type ConsoleSignIn, createConsole } from '../http/page/console.ts';
import { createJsonWebKeys } from '../http/page/json-web-keys.ts';
import { receiptPage } from '../http/page/receipt-page.ts';
import type { Surfaces } from '../http/port/front-door.ts';
import { model } from '../model/model.ts';
import { documentedLimits } from '../model/throttling.ts';
import { versionNames } from '../model/versions.ts';
import { createRouter } from '../odata/route.ts';
import { servedOperations } from '../odata/served-operations.ts';
import type { Settings } from '../settings/schema.ts';
import type { Database } from '../store/database.ts';
import type { Purpose } from '../store/purpose.ts';
import { SharedBudgets } from '../throttling/shared-budgets.ts';
import { createThrottle, LocalBudgets } from '../throttling/throttle.ts';

type OfModel = 'router' | 'operations' | 'resultPages' | 'documents' | 'permissionsOf';
type OfSettings = 'permissions' | 'throttle' | 'longAnswers' | 'longBodies';

/** What Graph is served from: the model, and the limits of the settings. */
export function graphOf(
  { settings, purpose, clock }: { readonly settings: Settings; readonly purpose: Purpose; readonly clock: Clock },
  database: Database,
): Pick<GraphParts, OfModel | OfSettings> {
  const limits = settings.throttling ?? documentedLimits;
  const budgets = database.dialect === 'postgres' ? new SharedBudgets(database, clock) : new LocalBudgets(clock);
  const rowsOf = (version: VersionName) =>
    servedOperations(model, version, purpose).map(({ permission }) => permission);
  const rows = new Map(versionNames.map((version) => [version, rowsOf(version)]));
  return {
    router: createRouter(model, purpose),
    operations,
    resultPages: { 'disconnects.receipt': receiptPage },
    documents: createDocuments(model, purpose),
    permissions: settings.permissions,
    permissionsOf: (version) => rows.get(version) ?? [],
    throttle: limits === 'off' ? undefined : createThrottle(limits, budgets, clock),
    longAnswers: new LongAnswers(),
    longBodies: new LongBodies(settings.maxBodyBytes),
  };
}

/** The pages that every service has, by first path segment. @param folder where the console's files are */
export function ownPages(assist: Assist, folder: string, signIn: ConsoleSignIn | undefined): Surfaces['pages'] {
  return {
    connect: createConnect({
      confirmation: assist.consentConfirmation,
      find: (state) => findConsent(assist, state),
      goOn: (state, browser) => goOn(assist, state, browser),
      launch: (link) => followLaunch(assist, link),
      complete: (callback) => completeOnboarding(assist, callback),
      findOffers: (...asked) => findOffers(assist, ...asked),
      answerOffers: (...asked) => answerOffers(assist, ...asked),
    }),
    console: createConsole({ folder, signIn, version: programVersion() }),
    '.well-known': createJsonWebKeys(assist.receiptKeys.keySet),
  };
}
