import { type JsonObject } from '#kernel/canonical-json';
import { dayOf, type PlainDate } from '#kernel/dates';
import { idOf, type Uuid } from '#kernel/ids';
import { markedForm, searchForm } from '#kernel/vietnamese';
import {
  bool,
  date,
  type EffectiveEvent,
  facts,
  int,
  jsonOf,
  MIRRORED,
  nullable,
  projection,
  text,
  textOf,
  uuid,
} from '#platform/projections/projection';
import type { Manner, OrganizationType, Sector } from './codes.js';
import { register } from './register.js';
/** Visibility: decision 019. */
const whose = {
  open: 'which organizations there are, and under whom, everybody has to know who records or reads anything',
};

/** Attributes of an organization from a day on. Null in a column leaves the earlier value in force. */
const attributes = facts(
  {
    organizationId: uuid,
    effectiveOn: date,
    name: nullable(text),
    foldedName: nullable(text),
    markedName: nullable(text),
    type: nullable(textOf<OrganizationType>()),
    sector: nullable(textOf<Sector>()),
    parentId: nullable(uuid),
  },
  { whose, indexes: [['organizationId', 'effectiveOn', 'revision'], ...MIRRORED] },
);
const SAYS_NOTHING = { name: null, foldedName: null, markedName: null, type: null, sector: null, parentId: null };

/** A name with the forms by which it is searched. */
const withForms = (name: string) => ({ name, foldedName: searchForm(name), markedName: markedForm(name) });

const tables = {
  beginnings: facts(
    { organizationId: uuid, registerId: uuid, effectiveOn: date, assumed: bool },
    { whose, indexes: [['organizationId'], ...MIRRORED] },
  ),
  ends: facts(
    { organizationId: uuid, effectiveOn: date, how: textOf<'DISSOLVED' | 'DISBANDED' | 'REORGANIZED'>() },
    { whose, indexes: [['organizationId'], ...MIRRORED] },
  ),
  attributes,
  memberCounts: facts(
    { organizationId: uuid, countedOn: date, count: int, source: nullable(text) },
    { whose, indexes: [['organizationId', 'countedOn', 'revision']] },
  ),
  /**
   * One row for each pair of an old organization and a successor. An organization that survives is also its own
   * successor.
   */
  lineage: facts(
    { predecessorId: uuid, successorId: uuid, manner: textOf<Manner>(), effectiveOn: date, continues: bool },
    { whose, indexes: [['successorId'], ['predecessorId'], ...MIRRORED] },
  ),
  /** One row for every organization that an entry names, with the corrected content of the entry. */
  registerEntries: facts(
    { organizationId: uuid, type: text, effectiveOn: date, recordedAt: text, content: jsonOf<JsonObject>() },
    { whose, indexes: [['organizationId', 'effectiveOn', 'revision']] },
  ),
};

/** The facts of every register. Queries may ask about any day, as known at any position of the log. */
export const organizations = projection({
  name: 'organizations',
  version: 4,
  of: register.events,
  tables,
  on: {
    OrganizationEstablished: (e, { beginnings, attributes, registerEntries }) => {
      const { organizationId, establishedOn: effectiveOn, establishedOnAssumed: assumed } = e.data;
      const { name, type, sector, parentId } = e.data;
      return [
        beginnings.put(e, { organizationId, registerId: idOf(e.stream), effectiveOn, assumed }),
        attributes.put(e, { organizationId, effectiveOn, ...withForms(name), type, sector, parentId }),
        registerEntries.put(e, entry(e, organizationId, effectiveOn)),
      ];
    },
    OrganizationRenamed: (e, { attributes, registerEntries }) => {
      const { organizationId, effectiveOn, name } = e.data;
      return [
        attributes.put(e, { ...SAYS_NOTHING, organizationId, effectiveOn, ...withForms(name) }),
        registerEntries.put(e, entry(e, organizationId, effectiveOn)),
      ];
    },
    OrganizationMoved: (e, { attributes, registerEntries }) => {
      const { organizationId, effectiveOn, parentId } = e.data;
      return [
        attributes.put(e, { ...SAYS_NOTHING, organizationId, effectiveOn, parentId }),
        registerEntries.put(e, entry(e, organizationId, effectiveOn)),
      ];
    },
    OrganizationReclassified: (e, { attributes, registerEntries }) => {
      const { organizationId, effectiveOn, type, sector, parentId } = e.data;
      return [
        attributes.put(e, { ...SAYS_NOTHING, organizationId, effectiveOn, type, sector, parentId }),
        registerEntries.put(e, entry(e, organizationId, effectiveOn)),
      ];
    },
    OrganizationDissolved: (e, { ends, registerEntries }) => {
      const { organizationId, effectiveOn } = e.data;
      return [
        ends.put(e, { organizationId, effectiveOn, how: 'DISSOLVED' }),
        registerEntries.put(e, entry(e, organizationId, effectiveOn)),
      ];
    },
    OrganizationDisbanded: (e, { ends, registerEntries }) => {
      const { organizationId, effectiveOn } = e.data;
      return [
        ends.put(e, { organizationId, effectiveOn, how: 'DISBANDED' }),
        registerEntries.put(e, entry(e, organizationId, effectiveOn)),
      ];
    },
    OrganizationsReorganized: (e, { beginnings, ends, attributes, lineage, registerEntries }) => {
      const { manner, from, into, reparented, effectiveOn } = e.data;
      const kept = new Set(into.map((part) => part.organizationId));
      const named = new Set([...from, ...kept, ...reparented.map((child) => child.organizationId)]);
      const pairs = from.flatMap((old) => into.map((part) => [old, part.organizationId] as const));
      return [
        ...into.flatMap(({ organizationId, founded }, i) => {
          if (!founded) return [];
          const begun = { organizationId, registerId: idOf(e.stream), effectiveOn, assumed: false };
          const row = { organizationId, effectiveOn, ...founded, ...withForms(founded.name) };
          return [beginnings.put(e, begun, i), attributes.put(e, row, i)];
        }),
        ...reparented.map((child, i) => attributes.put(e, { ...SAYS_NOTHING, effectiveOn, ...child }, into.length + i)),
        ...from.flatMap((organizationId, i) =>
          kept.has(organizationId) ? [] : [ends.put(e, { organizationId, effectiveOn, how: 'REORGANIZED' }, i)],
        ),
        ...pairs.map(([predecessorId, successorId], i) =>
          lineage.put(
            e,
            { predecessorId, successorId, manner, effectiveOn, continues: predecessorId === successorId },
            i,
          ),
        ),
        ...[...named].map((id, i) => registerEntries.put(e, entry(e, id, effectiveOn), i)),
      ];
    },
    MembersCounted: (e, { memberCounts, registerEntries }) => {
      const { organizationId, countedOn, count, source } = e.data;
      return [
        memberCounts.put(e, { organizationId, countedOn, count, source }),
        registerEntries.put(e, entry(e, organizationId, countedOn)),
      ];
    },
    // On the day of recording: that two are two has no day of its own.
    OrganizationTwinsRuledOut: (e, { registerEntries }) =>
      [...new Set(e.data.ruledOut.flatMap(({ item, id }) => [item ?? id, id]))].map((organizationId, i) =>
        registerEntries.put(e, entry(e, organizationId, dayOf(e.recordedAt)), i),
      ),
  },
});

const entry = (e: EffectiveEvent<JsonObject>, organizationId: Uuid, effectiveOn: PlainDate) => ({
  organizationId,
  type: e.type,
  effectiveOn,
  recordedAt: e.recordedAt,
  content: e.data,
});
