import { boolean, complexType } from '../../edm/type.ts';

const managed = (what: string) => boolean(`Whether Intune manages ${what}.`, { nullable: false });

export const configurationManagerClientEnabledFeatures = complexType('configurationManagerClientEnabledFeatures', {
  inventory: managed('the inventory'),
  modernApps: managed('modern applications'),
  resourceAccess: managed('resource access'),
  deviceConfiguration: managed('the configuration of the device'),
  compliancePolicy: managed('compliance policies'),
  windowsUpdateForBusiness: managed('Windows Update for Business'),
});
