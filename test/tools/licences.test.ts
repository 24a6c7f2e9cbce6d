import assert from 'node:assert/strict';
import { it } from 'node:test';
import { wrongLicences } from '../../tools/licences.ts';

it('names what comes along under a licence that is not allowed, or under none', () => {
  const wrong = wrongLicences({
    '': { license: 'Proprietary' },
    'node_modules/free': { version: '1.0.0', license: 'MIT' },
    'node_modules/either': { version: '1.0.0', license: '(GPL-3.0-only OR MIT)' },
    'node_modules/both': { version: '1.0.0', license: 'MIT AND ISC' },
    'node_modules/only-for-development': { version: '1.0.0', license: 'GPL-3.0-only', dev: true },
    'node_modules/bound': { version: '2.0.0', license: 'MIT AND GPL-3.0-only' },
    'node_modules/a/node_modules/@b/silent': { version: '3.0.0' },
  });
  assert.deepEqual(wrong, ['bound@2.0.0: MIT AND GPL-3.0-only', '@b/silent@3.0.0: names no licence']);
});
