// Plays the authenticator app of a person on the command line: prints the six digits that an app with this secret shows.
// usage: node infra/dev/authenticator.mjs <secret> [steps of 30 s from now]
import { generateSync } from 'otplib';

const [secret, steps = '0'] = process.argv.slice(2);
if (secret === undefined) {
  console.error('usage: node infra/dev/authenticator.mjs <secret> [steps of 30 s from now]');
  process.exit(64);
}
console.log(generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + Number(steps) * 30 }));
