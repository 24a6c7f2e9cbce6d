import { type Activity, activities } from '../../model/audit-activities.ts';
import type { Handler } from '../call.ts';

const all: readonly Activity[] = Object.values(activities);
const categories = [...new Set(all.map(({ category }) => category))].sort();

/** What can be written, whether or not it was yet. */
export const getAuditCategories: Handler<'auditEvents.getAuditCategories'> = async () => categories;
