import { newId } from '../../../src/core/id.ts';
import { MadeUpPartner } from '../made-up.ts';
import { conforms } from './conforms.ts';
import type { Driver } from './driver.ts';

conforms('a partner that is made up', async (): Promise<Driver> => {
  const partner = new MadeUpPartner();
  partner.devices = [{ id: 'd1', name: 'DESKTOP-1', serialNumber: 'SN-1', online: true }];
  const connector = partner.connector();
  const { onboarding } = connector;
  if (onboarding.kind !== 'delegation') throw new TypeError('it consents by delegation');
  return {
    connector,
    now: () => Date.now(),
    async consent() {
      const key = { tenantId: newId(), grantId: newId() };
      const prepared = onboarding.prepare({ ...key, shownAs: 'Contoso' });
      const { account } = await onboarding.begin(prepared.grant);
      partner.offer(account, { id: 'g1' });
      const { granted } = await onboarding.accept(prepared.grant, ['g1']);
      return { grant: granted.grant, key };
    },
    async withdraw({ grant }) {
      partner.withdraw(grant.reveal().split(' ')[0] ?? '');
    },
    device: async () => ({
      partnerDeviceId: 'd1',
      id: newId(),
      azureADDeviceId: null,
      deviceName: 'DESKTOP-1',
      serialNumber: 'SN-1',
    }),
    async help(ref, supporter) {
      partner.help(ref, supporter, Date.now() - 60_000);
    },
    async vanish() {
      partner.isAway = true;
    },
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
});
