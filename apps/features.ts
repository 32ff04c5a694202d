import type { Type } from '@nestjs/common';
import { OrganizationsModule, organizations, register } from '#features/organizations';
import type { Declarations } from '#kernel/event';
import type { AnyProjection } from '#platform/projections/projection';

export interface Feature {
  readonly name: string;
  readonly module: Type;
  readonly deciders: readonly { readonly category: string; readonly events: Declarations }[];
  readonly projections: readonly AnyProjection[];
}

/** THE list of features: API, worker, command line and tests read it. */
export const features: readonly Feature[] = [
  { name: 'organizations', module: OrganizationsModule, deciders: [register], projections: [organizations] },
];
