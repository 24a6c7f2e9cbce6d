import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectorSettings } from '../../../src/partner/registry.ts';
import { fillTemplate } from '../../../src/partner/url-launch/template.ts';
import { device, settings } from './url-launch.ts';

test('a link goes where the settings say, whatever a device is called', () => {
  const template = 'https://acme.example/Host#Access/All%20Machines/{deviceName}';
  const asked = { device, supporter: null };
  assert.equal(
    fillTemplate(template, asked, 'Screens'),
    'https://acme.example/Host#Access/All%20Machines/PC%201%2F%23%3F',
  );
  assert.throws(() => fillTemplate('app:{serialNumber}', asked, 'Screens'), /the device has no serialNumber/);
  const wrong = {
    'javascript:alert(1)': /another scheme/,
    'http://acme.example/{deviceName}': /another scheme/,
    'https://{deviceName}/': /write out the host/,
    'https://a@{serialNumber}/': /write out the host/,
    'https://acme.example/{user}': /\{user\} is not known/,
    'acme.example/{deviceName}': /begin with a scheme/,
  };
  for (const [text, problem] of Object.entries(wrong)) {
    const read = connectorSettings.safeParse({ name: 'x', product: 'urlLaunch', template: text });
    assert.match(read.error?.message ?? '', problem, text);
  }
  assert.ok(connectorSettings.safeParse({ name: 'x', product: 'urlLaunch', template: 'tool://{deviceName}' }).success);
  assert.match(connectorSettings.safeParse({ ...settings, host: undefined }).error?.message ?? '', /write the host/);
  const anydesk = { ...settings, preset: 'anydesk' };
  assert.match(connectorSettings.safeParse(anydesk).error?.message ?? '', /leave out the host/);
  assert.ok(connectorSettings.safeParse({ ...anydesk, host: undefined }).success);
});
