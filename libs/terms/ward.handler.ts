import { Injectable } from '@nestjs/common';
import { RegisterDirectory } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { fieldProblem } from '#platform/http/problems';

/** Terms and reports are those of a ward, which gives its register its id. */
@Injectable()
export class Wards {
  constructor(private readonly directory: RegisterDirectory) {}

  /** @throws Problem `invalid-request` for an organization that is no ward here | NotCaughtUp | Unavailable */
  async mustBeWard(organizationId: Uuid): Promise<void> {
    if ((await this.directory.registerOf(organizationId)) === organizationId) return;
    throw fieldProblem('body', 'organizationId', 'not-a-ward', {
      vi: 'Không phải mã của một đảng bộ phường trong sổ tổ chức đảng',
      en: 'Is not the id of a ward organization in the register',
    });
  }
}
