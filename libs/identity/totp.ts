import { randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

/** Seconds that one code lasts, and the tolerance on either side: one code earlier, one later (RFC 6238, section 5.2). */
const STEP_S = 30;
const CODE = /^\d{6}$/;

/** Whether a text has the form of a code from an app; a recovery code has another form. */
export const isTotp = (code: string): boolean => CODE.test(code);

/** A new secret: 160 random bits in base32 (RFC 4226, section 4). */
export const newSecret = (): string => generateSecret();

/** The address from which an app takes the secret, as text or as a picture. */
export const otpauthOf = (secret: string, username: string): string =>
  generateURI({ issuer: 'Minh Chung', label: username, secret });

/** The step to which a code belongs; null if the code is none of the present step or of its two neighbors. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  if (!isTotp(code)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const found = verifySync({ secret, token: code, epochTolerance: STEP_S, epoch });
  return found.valid && 'timeStep' in found ? found.timeStep : null;
}

/** Letters and digits that are not taken for one another (RFC 4648 base32, in small letters). */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const CODES = 10;
const LENGTH = 16;

/** Ten recovery codes of 80 random bits, in four groups of four. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: CODES }, () =>
    [...randomBytes(LENGTH)]
      .map((byte) => LETTERS[byte % LETTERS.length] ?? '')
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );

/** A recovery code as it is compared: without hyphens, blanks and capitals. */
export const plainRecoveryCode = (code: string): string => code.toLowerCase().replace(/[\s-]/g, '');

/** A code of an app as it is compared: many apps show it in two groups. */
export const plainCode = (code: string): string => {
  const plain = code.replace(/\s/g, '');
  return isTotp(plain) ? plain : plainRecoveryCode(code);
};
