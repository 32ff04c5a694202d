// npm run sample -- <EventType>: writes the samples of a new event, or of a new version of one.
import { writeSamples } from './catalog.js';

const [type = '', ...more] = process.argv.slice(2);
try {
  if (type === '' || more.length > 0) throw new Error('Name one event: npm run sample -- OrganizationRenamed');
  for (const path of writeSamples(type)) console.log(path);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
