/** Under each tenant, because row-level security holds for the owner of the tables, too. */
export const leasesAreOver = `DO $$
DECLARE
  of text;
BEGIN
  FOR of IN SELECT tenant FROM assistd_tenants('', 100) LOOP
    PERFORM set_config('assistd.tenant_id', of, true);
    UPDATE obligations SET due_at = due_at - 61000, planned_at = planned_at - 61000 WHERE status = 'due';
    UPDATE severances SET leased_until = leased_until - 61000;
    UPDATE grants SET refresh_until = refresh_until - 61000;
    UPDATE sessions SET opening_until = opening_until - 61000;
  END LOOP;
END $$`;
