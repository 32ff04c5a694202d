import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '#kernel/command';
import { streamId, type Uuid } from '#kernel/ids';
import type { SealedText, SealFormat } from '#kernel/sealed';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { member } from '../member.js';
import type { commands } from '../member-commands.js';
import { SEALED_SCHEMA } from '../rules/shapes.js';
import type { Plain } from './plain-commands.js';

type Command<K extends keyof typeof commands> = Extract<CommandOf<typeof commands>, { type: K }>;

/** The place of the only event of the command. Sealed values are bound to this place. */
interface EventPlace {
  readonly memberId: Uuid;
  readonly commandId: Uuid;
  readonly format?: SealFormat | undefined;
}

/** Turns plain requests into commands: what they say of a person is sealed under the key of that person. */
@Injectable()
export class MemberSealer {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /** @throws OwnerErased | KeysUnavailable */
  async entry(at: EventPlace, plain: Plain<'EnterMember'>): Promise<Command<'EnterMember'>> {
    const { name, bornOn, cardNumber, organizationId, memberSince, status, notTwinOf } = plain;
    const particulars = await this.#particulars({ name, bornOn, cardNumber }, at, 'MemberEntered');
    return { type: 'EnterMember', data: { organizationId, memberSince, status, notTwinOf, ...particulars } };
  }

  /** @throws OwnerErased | KeysUnavailable */
  async particulars(at: EventPlace, plain: Plain<'StateParticulars'>): Promise<Command<'StateParticulars'>> {
    const { name, bornOn, cardNumber, ...data } = plain;
    const particulars = await this.#particulars({ name, bornOn, cardNumber }, at, 'ParticularsStated');
    return { type: 'StateParticulars', data: { ...data, ...particulars } };
  }

  /** @throws OwnerErased | KeysUnavailable */
  async link(at: EventPlace, { note, ...data }: Plain<'LinkSamePerson'>): Promise<Command<'LinkSamePerson'>> {
    const sealed = await this.#nullable(note, at, 'SamePersonLinked', 'note');
    return { type: 'LinkSamePerson', data: { ...data, note: sealed } };
  }

  /** @throws OwnerErased | KeysUnavailable */
  async unlinking(at: EventPlace, { note, ...data }: Plain<'UnlinkSamePerson'>): Promise<Command<'UnlinkSamePerson'>> {
    const sealed = await this.#nullable(note, at, 'SamePersonUnlinked', 'note');
    return { type: 'UnlinkSamePerson', data: { ...data, note: sealed } };
  }

  async #particulars(
    plain: { readonly name: string; readonly bornOn: string | null; readonly cardNumber: string | null },
    at: EventPlace,
    type: string,
  ) {
    return {
      name: await this.#seal(plain.name, at, type, 'name'),
      bornOn: await this.#nullable(plain.bornOn, at, type, 'bornOn'),
      cardNumber: await this.#nullable(plain.cardNumber, at, type, 'cardNumber'),
    };
  }

  async #nullable(content: string | null, at: EventPlace, type: string, field: string): Promise<SealedText | null> {
    return content === null ? null : this.#seal(content, at, type, field);
  }

  #seal(content: string, { memberId, commandId, format }: EventPlace, type: string, field: string) {
    const place = { stream: streamId(member.category, memberId), commandId, ordinal: 0 };
    return this.sealing.seal(
      content,
      { kind: 'person', id: memberId },
      { ...place, type, schema: SEALED_SCHEMA, field, format },
    );
  }
}
