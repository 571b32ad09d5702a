#!/usr/bin/env node
/** `npm run seed`: sample accounts in the system that runs. */
import { launch } from './lib/launch.js';

await launch('seed');
