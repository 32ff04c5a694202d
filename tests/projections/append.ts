// npm run fingerprint: adds the fingerprint of each read model whose version was raised.
import { features } from '../../apps/features.js';
import { appended, entriesOf, fileOf, fingerprintOf, sampleRecords, writeEntries } from './fingerprint.js';

const samples = sampleRecords();
for (const projection of features.flatMap(({ projections }) => projections)) {
  try {
    const before = entriesOf(projection);
    const after = appended(projection, before, fingerprintOf(projection, samples));
    if (after === before) continue;
    writeEntries(projection, after);
    console.log(`${fileOf(projection)}: version ${projection.version}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
