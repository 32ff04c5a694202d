import { member, MemberSealer, plainCommands } from '#features/members';
import { streamId } from '#kernel/ids';
import { type DemoMember, MEMBERS } from './members.js';
import { type DemoStep, demoId, type Scene, stepsIn } from './steps.js';

/** When the register of organizations was complete; persons are entered after it. */
const FIRST = '2025-08-19T01:00:00.000Z';
/** A person is entered at eight in the morning, before the first record that names the person is written. */
const morningOf = (day: string): string => `${day}T01:00:00.000Z`;
/** The posts of the demo are held since the ward began. */
const WARD_BEGAN = '2025-07-01';

/** Enters the persons of the demo, with their posts, in the order in which records name them. */
export async function memberSteps(scene: Scene): Promise<readonly DemoStep[]> {
  const steps = await Promise.all(MEMBERS.map((person, n) => stepsOf(scene, person, n + 1)));
  return steps.flat();
}

async function stepsOf(scene: Scene, person: DemoMember, number: number): Promise<readonly DemoStep[]> {
  const { id, name, bornOn, organization, probationary, post, namedOn } = person;
  const step = stepsIn(member, streamId(member.category, id));
  const moment = [FIRST, morningOf(namedOn)].sort().at(-1) ?? FIRST;
  const entering = `enter ${id}`;
  const plain = plainCommands.EnterMember.parse({
    organizationId: organization === null ? null : scene.organization(organization),
    status: probationary ? 'PROBATIONARY' : 'OFFICIAL',
    name,
    bornOn,
  });
  const { type, data } = await new MemberSealer(scene.sealing).entry(
    { memberId: id, commandId: demoId(entering) },
    plain,
  );
  const entered = step(entering, moment, type, data, { number });
  if (post === null) return [entered];
  const held = { post: post.post, organizationId: scene.organization(post.organization), from: WARD_BEGAN };
  return [entered, step(`post of ${id}`, moment, 'HoldPost', held)];
}
