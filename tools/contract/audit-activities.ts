import { type Activity, activities } from '../../src/model/audit-activities.ts';
import { code, markdownTable } from './markdown.ts';

/** The table of everything that the audit trail can hold, as Markdown. */
export function emitAuditActivities(): string {
  const all: readonly Activity[] = Object.values(activities);
  const rows = all.map(({ name, operation, category, componentName, resourceType, when }) => [
    code(name),
    when,
    operation,
    category,
    componentName,
    code(resourceType),
  ]);
  const headings = [
    'activityType',
    'written when',
    'activityOperationType',
    'category',
    'componentName',
    'auditResourceType',
  ];
  return `# Audit activities

Every kind of event in the audit trail. \`displayName\` is the same as \`activityType\`. What the members mean, and how the chain of
events is verified: \`docs/guide/audit.md\`.

${markdownTable(headings, rows)}
`;
}
