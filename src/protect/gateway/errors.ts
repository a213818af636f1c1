// Error codes of the gateway as its routes and its start show them. Texts only.
import { errorTable } from '../../core/errors.ts'

export const gatewayError = errorTable('gateway', {
  'port-taken': {
    status: 500,
    message: 'the gateway cannot listen on {host}:{port}: {why}',
    help: 'end the program that has the port, or set HOLDFAST_GATEWAY_PORT; 0 takes a free one',
  },
  failed: { status: 500, message: 'the gateway’s process does not start: {why}', help: 'HOLDFAST_LOG=debug says more' },
  certificate: {
    status: 400,
    message: 'the gateway’s certificate cannot be used: {why}',
    help: 'HOLDFAST_GATEWAY_CERTIFICATE and HOLDFAST_GATEWAY_KEY name a PEM file each, or neither is set',
  },
})
