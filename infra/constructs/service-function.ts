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

/** Metadata key that names a function's source file, so that what runs the templates locally runs the same handler. */
export const entryMetadata = 'zeroloss:entry';

/** What is done in a bundle's directory when the bundle is there. */
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
  /** Absent where the runtime brings the databases itself (stage local). */
  readonly ledger?: LedgerAccess | undefined;
  /** The most instances that there is work for; they are reserved where the stage reserves. */
  readonly instances: number;
  /** Instances kept initialized; none unless told. */
  readonly provisioned?: number;
  /** Puts files beside the bundled code. */
  readonly filesBeside?: BundleHook;
}

/** One Lambda function of `services/`, with a role that may do nothing yet but write its log and its traces. */
export class ServiceFunction extends NodejsFunction {
  /** What to send work to: the function, or its alias where instances are kept initialized. */
  readonly live: Pick<IFunction, 'addEventSourceMapping'>;

  constructor(scope: Construct, props: ServiceFunctionProps) {
    const { service, config, figures, ledger } = props;
    const entry = handlerFile(service);
    // No customer's key: nothing of a payload is written to a log, and a test keeps it so.
    const logGroup = new LogGroup(scope, `${service}-log`, {
      logGroupName: `/aws/lambda/${functionName(service)}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: CDK's default one carries AWSLambdaBasicExecutionRole, which may create and write any log group.
    const role = new Role(scope, `${service}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Writing traces and, in a VPC, describing subnets and interfaces know no resource; test/infra/roles.test.ts lists every right.',
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
      // CDK lets the role write traces: AWS knows no resource for that but `*`.
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Without a START, END and REPORT line for every invocation.
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
        // The SDK that was tested is the one that runs, not the one that the runtime has that week.
        bundleAwsSDK: true,
        // `pg` asks for its optional native binding; CommonJS packages ask for `require`, which ESM does not have.
        externalModules: ['pg-native'],
        commandHooks: afterBundling(props.filesBeside),
        banner: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
      },
    });
    (this.node.defaultChild as CfnFunction).addMetadata(entryMetadata, entry);
    this.live = props.provisioned ? this.keptInitialized(props.provisioned) : this;
  }

  /** Provisioned concurrency belongs to a version, so work must go to an alias of one. */
  private keptInitialized(provisionedConcurrentExecutions: number): Alias {
    const version = this.currentVersion as IVersion;
    return new Alias(this, 'Live', { aliasName: 'live', version, provisionedConcurrentExecutions });
  }

  /** Lets this function's role do `actions` on `resources`, and nothing else. */
  allow(actions: string[], resources: string[], conditions: Record<string, unknown> = {}): void {
    this.role?.addToPrincipalPolicy(new PolicyStatement({ actions, resources, conditions }));
  }
}
