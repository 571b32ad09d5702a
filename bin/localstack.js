#!/usr/bin/env node
/** `npm run localstack`: an AWS that is not ours, on this machine. */
import { launch } from './lib/launch.js';

await launch('localstack');
