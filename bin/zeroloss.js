#!/usr/bin/env node
/** `npx zeroloss`: the command line. */
import { launch } from './lib/launch.js';

await launch('zeroloss');
