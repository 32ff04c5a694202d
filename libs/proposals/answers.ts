import { z } from 'zod';

const Sentence = z.strictObject({ vi: z.string(), en: z.string() });

/** Response schema of the list of open proposals, for the OpenAPI document. */
export const proposalsAnswer = {
  proposals: z.array(
    z
      .strictObject({
        stream: z.string(),
        id: z.uuid().describe('The record'),
        entry: z.int().describe('The entry with the proposal; an agreement names it'),
        recordedAt: z.string(),
        sentence: Sentence.describe('What would be recorded'),
        persons: z.int().describe('How many different persons it takes'),
        lacking: z.int().describe('How many of them have not agreed yet'),
        by: z.array(z.uuid()).describe('Who proposed it, and who agreed'),
        mayAgree: z.boolean().describe('Whether the caller may agree, and is another person than these'),
      })
      .meta({ id: 'OpenProposal' }),
  ),
};
