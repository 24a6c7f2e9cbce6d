import { type Activity, activities } from '../../model/audit-activities.ts';
import type { Handler } from '../call.ts';

const all: readonly Activity[] = Object.values(activities);

/** Of a category that is not known there are none. */
export const getAuditActivityTypes: Handler<'auditEvents.getAuditActivityTypes'> = async (_, { parameters }) =>
  all
    .filter(({ category }) => category === parameters.category)
    .map(({ name }) => name)
    .sort();
