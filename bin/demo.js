#!/usr/bin/env node
/** `npm run demo`: a showcase on free ports and a throw-away directory. */
import { launch } from './lib/launch.js';

await launch('demo');
