import { Get, Param, Query, type Type } from '@nestjs/common';
import { Confirm, Return, verdictNames } from '#kernel/confirmation';
import type { Decider } from '#kernel/decider';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can } from '#platform/http/actor';
import { addRoute } from '#platform/http/add-route';
import { addCommand, type TakesCommands } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { answered, question, type TimeParameters } from '#platform/http/time-travel';
import { reviewAnswer } from './answers.js';

const ReviewQuery = question({});

/** A controller that serves records for comparison and accepts verdicts. */
interface Reviews extends TakesCommands {
  look(decider: Decider, id: Uuid, query: TimeParameters, by: Caller): Promise<unknown>;
}

/** Adds three routes for each kind of confirmed record: review, confirmation, return. */
export const ReviewsOf =
  (deciders: readonly Decider[]) =>
  (controller: Type<Reviews>): void => {
    for (const decider of deciders) {
      if (!decider.confirmable) throw new Error(`${decider.category} is not confirmed by a second person`);
      const { as, at, operations, read } = decider.confirmable;
      const names = verdictNames(as);
      addRoute(controller, `review${operations}`, {
        handler: function (this: Reviews, ...given: readonly unknown[]) {
          const [id, query, by] = given as [Uuid, TimeParameters, Caller];
          return this.look(decider, id, query, by);
        },
        parameters: [
          { type: String, decorator: Param('id', { schema: Uuid }) },
          { type: Object, decorator: Query({ schema: ReviewQuery }) },
          { type: Object, decorator: By() },
        ],
        decorators: [Can(read), Answers(answered(reviewAnswer).meta({ id: 'RecordReview' })), Get(`${at}/review`)],
      });
      const verdict = { ifMatch: 'required' } as const;
      addCommand(controller, decider, 'api', {
        ...verdict,
        path: `${at}/confirmation`,
        name: `confirm${operations}`,
        body: 'Confirmation',
        command: names.confirm,
        schema: Confirm,
      });
      addCommand(controller, decider, 'api', {
        ...verdict,
        path: `${at}/return`,
        name: `return${operations}`,
        body: 'SendingBack',
        command: names.return,
        schema: Return,
      });
    }
  };
