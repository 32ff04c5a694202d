import { eventStoreContract } from '#platform/event-store/event-store.contract';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';

eventStoreContract('memory', () => {
  const store = new MemoryEventStore();
  return Promise.resolve({ store, close: () => store.close() });
});
