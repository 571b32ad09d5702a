#!/usr/bin/env node
/** `npm run bench`: figures of the system that `npm start` runs. */
import { launch } from './lib/launch.js';

await launch('bench');
