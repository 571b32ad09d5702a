import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import type { Construct } from 'constructs';
import { eventDocument, publishedContracts } from '../../events/catalog.ts';
import { busName } from '../names.ts';

/**
 * The contracts of the bus in the EventBridge Schema Registry, where other teams look them up and generate bindings. Not left to
 * schema discovery: that does not work on a bus with a customer key, and it would show what was sent, not what is allowed.
 */
export class SchemasStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const registry = new CfnRegistry(this, 'Registry', {
      registryName: busName,
      description: 'Events on the bus zeroloss',
    });
    for (const { contract, source } of publishedContracts) {
      new CfnSchema(this, contract.name, {
        registryName: registry.attrRegistryName,
        schemaName: source ? `${source}@${contract.name}` : contract.name,
        description: contract.description,
        type: 'JSONSchemaDraft4',
        content: JSON.stringify(eventDocument(contract, source)),
      });
    }
  }
}
