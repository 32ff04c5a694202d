import { ofAccess } from './of-access.js';
import { ofFigures } from './of-figures.js';
import { ofPersons } from './of-persons.js';
import { ofRecords } from './of-records.js';
import type { Section } from './texts.js';

/** The parts of the API's document with the texts of their operations. A test finds an operation without a text. */
export const sections: readonly Section[] = [...ofRecords, ...ofPersons, ...ofFigures, ...ofAccess];
