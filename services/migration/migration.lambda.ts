/** A CloudFormation custom resource: the deployment runs it before it updates the functions. An error fails the deployment. */
import type { CdkCustomResourceEvent, CdkCustomResourceResponse, Context } from 'aws-lambda';
import { lambdaLog } from '../runtime/lambda-log.ts';
import { migrateLedger } from './migrate-ledger.ts';

const log = lambdaLog();

export async function handler(event: CdkCustomResourceEvent, context: Context): Promise<CdkCustomResourceResponse> {
  log.begin(context);
  // The databases outlive the stack that migrates them.
  if (event.RequestType !== 'Delete') await migrateLedger(process.env, (line) => log.info(line));
  // Always the same: after a new id, CloudFormation would delete the old "resource".
  return { PhysicalResourceId: 'zeroloss-ledger' };
}
