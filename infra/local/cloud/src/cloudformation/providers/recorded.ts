/** Resources that others refer to but that have no effect locally: they only get names and ARNs. */
import { optionalText, type Provider } from '../provider.ts';

export const role: Provider = {
  properties: ['RoleName', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns', 'Description'],
  ignored: ['Tags'],
  put(desired, context) {
    const name = optionalText(desired, 'RoleName') ?? desired.defaultName;
    return { physicalId: name, attributes: { Arn: `arn:aws:iam::${context.account}:role/${name}`, RoleId: name } };
  },
};

export const policy: Provider = {
  properties: ['PolicyName', 'PolicyDocument', 'Roles'],
  put: ({ defaultName }) => ({ physicalId: defaultName }),
};

export const logGroup: Provider = {
  properties: ['LogGroupName', 'RetentionInDays'],
  ignored: ['Tags'],
  put(desired, context) {
    const name = optionalText(desired, 'LogGroupName') ?? desired.defaultName;
    const Arn = `arn:aws:logs:${context.region}:${context.account}:log-group:${name}:*`;
    return { physicalId: name, attributes: { Arn } };
  },
};

export const cdkMetadata: Provider = {
  properties: ['Analytics'],
  put: ({ defaultName }) => ({ physicalId: defaultName }),
};
