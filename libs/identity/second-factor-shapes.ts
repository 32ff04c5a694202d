import { z } from 'zod';

const Code = z.string().min(1).max(40);
export const SecondFactorStart = z.strictObject({}).meta({ id: 'SecondFactorStart' });
export const FirstCode = z.strictObject({ code: Code }).meta({ id: 'FirstCode' });
export const SecondFactorRemoval = z
  .strictObject({ password: z.string().min(1).max(200), code: Code.describe('A code of the app, or a recovery code') })
  .meta({ id: 'SecondFactorRemoval' });

export const factorAnswer = z.strictObject({
  isInForce: z.boolean(),
  recoveryCodesLeft: z.int().describe('Recovery codes that were not used yet'),
});
export const begunFactorAnswer = z.strictObject({
  secret: z.string().describe('The secret in base32, for typing into an app; this is the only answer that holds it'),
  address: z.string().describe('The same as an address otpauth:// (the content of a QR code)'),
});
export const recoveryCodesAnswer = z.strictObject({
  recoveryCodes: z
    .array(z.string())
    .describe('Each opens the account once in place of a code; this is the only answer that holds them'),
});
