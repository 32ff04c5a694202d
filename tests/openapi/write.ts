// npm run openapi: writes docs/openapi.json from the controllers.
import { commit } from './committed.js';

await commit();
