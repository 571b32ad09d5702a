/** For tests of programs that use the local cloud: a clock that moves only when told to, and an endpoint that records. */
export { FakeEndpoint } from '../cloudformation/testing/fake-endpoint.ts';
export { openTestContext, type TestContext, VirtualClock } from './virtual-clock.ts';
