/** For the tests of those who use the local cloud: time that moves only when told, and an endpoint that records. */
export { FakeEndpoint } from '../cloudformation/testing/fake-endpoint.ts';
export { openTestContext, type TestContext, VirtualClock } from './virtual-clock.ts';
