/** Run by the deployment (a CloudFormation custom resource), before the functions are updated. An error fails the deployment. */
import type { CdkCustomResourceEvent, CdkCustomResourceResponse, Context } from 'aws-lambda';
import { lambdaLog } from '../runtime/lambda-log.ts';
import { migrateLedger } from './migrate-ledger.ts';

const log = lambdaLog();

export async function handler(event: CdkCustomResourceEvent, context: Context): Promise<CdkCustomResourceResponse> {
  log.begin(context);
  // The databases outlive the stack that migrates them.
  if (event.RequestType !== 'Delete') await migrateLedger(process.env, (line) => log.info(line));
  // The same at every update: another id would make CloudFormation delete this "resource" afterwards.
  return { PhysicalResourceId: 'zeroloss-ledger' };
}
