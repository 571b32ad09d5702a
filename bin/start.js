#!/usr/bin/env node
/** `npm start`: the whole system on this machine. */
import { launch } from './lib/launch.js';

await launch('start');
