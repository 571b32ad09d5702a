import { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { stageConfig } from '../../infra/config.ts';
import { NetworkStack } from '../../infra/stacks/network.ts';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { resourcesOfType, synthesize, target } from './synthesized.ts';

/** `Doorsfunctions49FA7582` → `functions` */
const group = (reference: unknown) => target(reference).replace(/^Doors(.*?)[0-9A-F]{8}.*$/, '$1');

describe.each(['dev', 'prod'] as const)('stage %s', (stage) => {
  const zones = stageConfig(stage).aws?.network.availabilityZones ?? 0;
  let templates: StackTemplate[];
  const properties = (type: string) => resourcesOfType(templates, type).map((found) => found.properties);
  beforeAll(async () => {
    templates = await synthesize(stage);
  });

  test('who may open a connection to whom; both ends agree', () => {
    const openings = [
      'functions -> endpoints 443',
      'functions -> proxy 5432',
      'migration -> database 5432',
      'migration -> endpoints 443',
      'proxy -> database 5432',
    ];
    const out = properties('AWS::EC2::SecurityGroupEgress').map(
      (rule) => `${group(rule.GroupId)} -> ${group(rule.DestinationSecurityGroupId)} ${rule.FromPort}`,
    );
    const into = properties('AWS::EC2::SecurityGroupIngress').map(
      (rule) => `${group(rule.SourceSecurityGroupId)} -> ${group(rule.GroupId)} ${rule.FromPort}`,
    );
    expect(out.sort()).toEqual(openings);
    expect(into.sort()).toEqual(openings);
    const rules = [...properties('AWS::EC2::SecurityGroupEgress'), ...properties('AWS::EC2::SecurityGroupIngress')];
    for (const { FromPort, ToPort, IpProtocol } of rules) expect([ToPort, IpProtocol]).toEqual([FromPort, 'tcp']);
  });

  test('the groups have no other rules', () => {
    const groups = properties('AWS::EC2::SecurityGroup');
    expect(groups).toHaveLength(5);
    for (const { SecurityGroupIngress, SecurityGroupEgress = [] } of groups) {
      expect(SecurityGroupIngress).toBeUndefined();
      // AWS gives a group without rules one that lets everything out, so CDK writes one that lets nothing out.
      for (const { CidrIp } of SecurityGroupEgress) expect(CidrIp).toBe('255.255.255.255/32');
    }
    expect(JSON.stringify(templates)).not.toContain('0.0.0.0/0');
  });

  test.each([
    ['events', 'events:PutEvents', ':event-bus/zeroloss'],
    ['states', 'states:SendTaskFailure states:SendTaskSuccess states:StartExecution', ':*'],
    ['secretsmanager', 'secretsmanager:GetSecretValue', ':secret:rds!db-*'],
  ])('the endpoint of %s lets this account do %s', (service, actions, resource) => {
    const endpoints = properties('AWS::EC2::VPCEndpoint');
    expect(endpoints).toHaveLength(3);
    const endpoint = endpoints.find(({ ServiceName }) => JSON.stringify(ServiceName).includes(`.${service}"`));
    expect(endpoint).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: true });
    expect(endpoint?.SubnetIds).toHaveLength(zones);
    expect(endpoint?.SecurityGroupIds.map(group)).toEqual(['endpoints']);
    const [statement, ...others] = endpoint?.PolicyDocument.Statement ?? [];
    expect(others).toEqual([]);
    expect([statement.Action].flat().join(' ')).toBe(actions);
    expect(statement.Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } });
    const pieces = statement.Resource['Fn::Join'][1];
    expect(pieces.slice(-2)).toEqual([{ Ref: 'AWS::AccountId' }, resource]);
  });

  test('no gateway to the internet; one subnet of each kind in each zone', () => {
    for (const type of ['InternetGateway', 'NatGateway', 'EgressOnlyInternetGateway', 'Route', 'EIP']) {
      expect(properties(`AWS::EC2::${type}`)).toEqual([]);
    }
    const subnets = properties('AWS::EC2::Subnet');
    const inZone = (zone: number) =>
      subnets
        .filter(({ AvailabilityZone }) => AvailabilityZone['Fn::Select'][0] === zone)
        .map((each) => each.CidrBlock);
    expect(subnets).toHaveLength(2 * zones);
    for (let zone = 0; zone < zones; zone += 1) {
      // The same addresses in every stage, so that adding a zone renumbers none.
      expect(inZone(zone)).toEqual([`10.20.${16 * zone}.0/20`, `10.20.${48 + zone}.0/24`]);
    }
    for (const { MapPublicIpOnLaunch } of subnets) expect(MapPublicIpOnLaunch).toBe(false);
  });

  test('each of our functions is in the functions’ subnets and has its group', () => {
    const functions = properties('AWS::Lambda::Function').filter(
      ({ FunctionName }) => FunctionName !== 'zeroloss-migration-provider',
    );
    expect(functions).toHaveLength(8);
    for (const { FunctionName, VpcConfig } of functions) {
      const expected = FunctionName === 'zeroloss-migration' ? 'migration' : 'functions';
      expect(VpcConfig.SecurityGroupIds.map(group)).toEqual([expected]);
      expect(VpcConfig.SubnetIds.map(target)).toHaveLength(zones);
      for (const subnet of VpcConfig.SubnetIds) expect(target(subnet)).toMatch(/^VpcfunctionsSubnet\d/);
    }
  });

  test('all flows are recorded', () => {
    expect(properties('AWS::EC2::FlowLog')).toMatchObject([{ ResourceType: 'VPC', TrafficType: 'ALL' }]);
  });
});

test('stage local has no network', async () => {
  const templates = await synthesize('local');
  const types = templates.flatMap(({ template }) => Object.values(template.Resources ?? {}).map(({ Type }) => Type));
  expect(types.filter((type) => /^AWS::(EC2|RDS|KMS)::/.test(type))).toEqual([]);
});

test('egress by NAT: a gateway in each zone, no endpoint, and functions may open only HTTPS', () => {
  const app = new App({ analyticsReporting: false });
  const config = stageConfig('dev');
  new NetworkStack(app, 'nat', { config, figures: { network: { availabilityZones: 3, egress: 'nat' } } });
  const templates = app.synth().stacks.map(({ stackName, template }) => ({ stackName, template }));
  expect(resourcesOfType(templates, 'AWS::EC2::NatGateway')).toHaveLength(3);
  expect(resourcesOfType(templates, 'AWS::EC2::VPCEndpoint')).toEqual([]);
  const outward = resourcesOfType(templates, 'AWS::EC2::SecurityGroup')
    .flatMap(({ logicalId, properties }) =>
      (properties.SecurityGroupEgress ?? []).map((rule: object) => ({ group: group({ Ref: logicalId }), ...rule })),
    )
    .filter(({ CidrIp }) => CidrIp === '0.0.0.0/0');
  expect(outward.map((rule) => [rule.group, rule.FromPort, rule.ToPort])).toEqual([
    ['functions', 443, 443],
    ['migration', 443, 443],
  ]);
});
