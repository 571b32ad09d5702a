#!/usr/bin/env node
/** `npm run bundles`: the functions' bundles, their sizes and import times. */
import { launch } from './lib/launch.js';

await launch('bundles');
