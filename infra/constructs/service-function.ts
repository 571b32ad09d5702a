import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  type IFunction,
  type IVersion,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { type ICommandHooks, NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { type FunctionName, functionName, handlerFile } from '../names.ts';
import { allowLedger, type LedgerAccess } from './ledger-access.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Metadata key for a function's source file: the local runtime runs the same handler. */
export const entryMetadata = 'zeroloss:entry';

/** Commands to run after bundling. */
type BundleHook = ICommandHooks['afterBundling'];

const portableSourceMap: BundleHook = (root, output) => [
  `node "${root}/infra/constructs/portable-source-map.js" "${output}" "${root}"`,
];

function afterBundling(filesBeside: BundleHook = () => []): ICommandHooks {
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (root, output) => [...portableSourceMap(root, output), ...filesBeside(root, output)],
  };
}

export interface ServiceFunctionProps {
  readonly service: FunctionName;
  readonly config: StageConfig;
  readonly figures: { readonly timeoutSeconds: number; readonly memoryMiB: number };
  readonly environment: Record<string, string>;
  /** Missing in stage local, where the runtime provides the databases. */
  readonly ledger?: LedgerAccess | undefined;
  /** How many instances can have work at once. Reserved if the stage has `reserveConcurrency`. */
  readonly instances: number;
  /** Instances kept initialized; default: none. */
  readonly provisioned?: number;
  /** Commands that put files beside the bundled code. */
  readonly filesBeside?: BundleHook;
}

/** A Lambda function of `services/`. Its role may only write its log and traces until `allow` adds more. */
export class ServiceFunction extends NodejsFunction {
  /** Where to send work: the function, or its alias if instances are kept initialized. */
  readonly live: Pick<IFunction, 'addEventSourceMapping'>;

  constructor(scope: Construct, props: ServiceFunctionProps) {
    const { service, config, figures, ledger } = props;
    const entry = handlerFile(service);
    // No customer key: logs contain nothing of a payload, and a test keeps it so.
    const logGroup = new LogGroup(scope, `${service}-log`, {
      logGroupName: `/aws/lambda/${functionName(service)}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: CDK's default has AWSLambdaBasicExecutionRole, which may create and write any log group.
    const role = new Role(scope, `${service}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'AWS has no resource for writing traces and, in a VPC, describing subnets and interfaces; test/infra/roles.test.ts lists every right.',
    });
    if (ledger) allowLedger(role, ledger, functionName(service));
    super(scope, service, {
      functionName: functionName(service),
      entry: `${projectRoot}${entry}`,
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(figures.timeoutSeconds),
      memorySize: figures.memoryMiB,
      ...(config.reserveConcurrency ? { reservedConcurrentExecutions: props.instances } : {}),
      // CDK adds the right to write traces, on `*`: AWS has no narrower resource for it.
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // No START, END and REPORT lines for every invocation.
      systemLogLevelV2: SystemLogLevel.WARN,
      logGroup,
      role,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: functionName(service),
        ...ledger?.environment,
        ...props.environment,
      },
      ...(ledger && { vpc: ledger.vpc, vpcSubnets: ledger.vpcSubnets, securityGroups: ledger.securityGroups }),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        sourceMap: true,
        sourceMapMode: SourceMapMode.EXTERNAL,
        sourcesContent: false,
        // Run the SDK that was tested, not the one that the Lambda runtime has that week.
        bundleAwsSDK: true,
        // `pg` imports its optional native binding; CommonJS packages need `require` (see the banner), which ESM does not have.
        externalModules: ['pg-native'],
        commandHooks: afterBundling(props.filesBeside),
        banner: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
      },
    });
    (this.node.defaultChild as CfnFunction).addMetadata(entryMetadata, entry);
    this.live = props.provisioned ? this.withProvisionedConcurrency(props.provisioned) : this;
  }

  /** Provisioned concurrency belongs to a version, so work must go to an alias of that version. */
  private withProvisionedConcurrency(provisionedConcurrentExecutions: number): Alias {
    const version = this.currentVersion as IVersion;
    return new Alias(this, 'Live', { aliasName: 'live', version, provisionedConcurrentExecutions });
  }

  /** Adds a right to the function's role. */
  allow(actions: string[], resources: string[], conditions: Record<string, unknown> = {}): void {
    this.role?.addToPrincipalPolicy(new PolicyStatement({ actions, resources, conditions }));
  }
}
