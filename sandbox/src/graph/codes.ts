/** Each code of the platform that the sandbox can speak: HTTP status of an answer, title, what it usually explains. */
export interface CodeFacts {
  http: number;
  title: string;
  details: string;
}

const facts = (http: number, title: string, details: string): CodeFacts => ({ http, title, details });

export const codes: Readonly<Record<number, CodeFacts>> = {
  0: facts(401, 'AuthException', 'The app user could not be authenticated.'),
  1: facts(400, 'API Unknown', 'The request is not valid, or something went wrong on the way.'),
  2: facts(503, 'API Service', 'Temporarily down, or overloaded.'),
  3: facts(500, 'API Method', 'The app has no permission for this call.'),
  4: facts(400, 'Application request limit reached', 'The app has made too many calls.'),
  10: facts(403, 'Permission Denied', 'The permission was not granted, or was taken away.'),
  17: facts(400, 'User request limit reached', 'Too many calls were made for this user.'),
  33: facts(400, 'Parameter value is not valid', 'The business phone number was deleted.'),
  100: facts(400, 'Invalid parameter', 'The request holds a parameter that is not supported or misspelt.'),
  104: facts(
    400,
    'An access token is required to request this resource',
    'The token or its proof is missing.',
  ),
  190: facts(401, 'Invalid OAuth access token', 'The access token cannot be read or has expired.'),
  200: facts(403, 'Permissions error', 'The permission is missing.'),
  368: facts(
    403,
    'Temporarily blocked for policies violations',
    'The account is restricted for breaking a policy.',
  ),
  470: facts(400, 'Message failed to send because more than 24 hours have passed', 'Use a template.'),
  613: facts(400, 'Calls to this api have exceeded the rate limit', 'Too many calls.'),
  803: facts(404, 'Some of the aliases you requested do not exist', 'There is no such object.'),
  80007: facts(400, 'Rate limit issues', 'The account has reached its limit of calls.'),
  130403: facts(403, 'User is blocked', 'The recipient is on the block list of this number.'),
  130429: facts(400, 'Rate limit hit', 'The number has reached its messages per second.'),
  130472: facts(
    400,
    "User's number is part of an experiment",
    'This marketing message was not sent because of an experiment.',
  ),
  130497: facts(
    403,
    'Business account is restricted from messaging users in this country',
    'Messages to this country are not allowed.',
  ),
  131000: facts(500, 'Something went wrong', 'The message could not be sent for a reason that is not known.'),
  131005: facts(403, 'Access denied', 'The permission was not granted, or was taken away.'),
  131008: facts(400, 'Required parameter is missing', 'A required parameter is missing.'),
  131009: facts(400, 'Parameter value is not valid', 'One or more parameter values are not valid.'),
  131014: facts(400, 'Request for url failed', 'The file behind the link could not be fetched.'),
  131016: facts(500, 'Service unavailable', 'A service is down for the moment.'),
  131020: facts(400, 'Group unavailable', 'The group cannot be written to.'),
  131021: facts(400, 'Recipient cannot be sender', 'Sender and recipient are the same number.'),
  131026: facts(
    400,
    'Message undeliverable',
    'The recipient is not on WhatsApp, has an old version, or has not accepted the terms.',
  ),
  131030: facts(
    400,
    'Recipient phone number not in allowed list',
    'Add the recipient to the numbers the test number may write to.',
  ),
  131031: facts(
    403,
    'Business Account locked',
    'The account is restricted or disabled, or the PIN is wrong.',
  ),
  131035: facts(400, 'Event could not be delivered', 'An event could not be delivered in time.'),
  131036: facts(
    400,
    'Message not delivered on every device',
    'At least one device of the recipient did not get the message.',
  ),
  131037: facts(400, 'Display name approval required', 'The display name of the number is not approved.'),
  131041: facts(400, 'Group not found', 'There is no group with this id.'),
  131042: facts(
    400,
    'Business eligibility payment issue',
    'There is a problem with the payment method of the account.',
  ),
  131044: facts(400, 'Payment method missing', 'Calling needs a payment method.'),
  131045: facts(500, 'Incorrect certificate', 'The number could not be registered.'),
  131047: facts(
    400,
    'Re-engagement message',
    'More than 24 hours have passed since the customer last wrote to this number.',
  ),
  131048: facts(
    400,
    'Spam rate limit hit',
    'Too many earlier messages of this number were blocked or marked as spam.',
  ),
  131049: facts(
    400,
    'Message not delivered to maintain healthy ecosystem engagement',
    'The platform chose not to deliver this marketing message.',
  ),
  131050: facts(
    400,
    'User has stopped marketing messages',
    'The recipient has chosen to stop marketing messages of this business.',
  ),
  131051: facts(400, 'Message type is not supported', 'The type of the message is not supported.'),
  131052: facts(400, 'Media download error', 'The file that the customer sent could not be fetched.'),
  131053: facts(
    400,
    'Media upload error',
    'The file could not be taken over: its type is not what it says, or not supported.',
  ),
  131055: facts(400, 'Method not allowed', 'Not allowed on the Marketing Messages API.'),
  131056: facts(
    400,
    'Business account and user pair rate limit hit',
    'Too many messages from this number to this recipient in a short time.',
  ),
  131057: facts(
    500,
    'Account in maintenance mode',
    'The throughput of the number is being raised; try again in a minute.',
  ),
  131059: facts(400, 'Invalid cursor', 'The paging cursor is no longer valid. List again from the start.'),
  131062: facts(400, 'Phone number required', 'Authentication templates need a phone number as recipient.'),
  131063: facts(
    400,
    'Marketing templates not allowed on this API',
    'Marketing on the Cloud API is switched off for this account.',
  ),
  131064: facts(400, 'Direct Send limit reached', 'The limit of messages without a template is reached.'),
  132000: facts(
    400,
    'Number of parameters does not match the expected number of params',
    'The count of parameters is not that of the template.',
  ),
  132001: facts(
    404,
    'Template name does not exist in the translation',
    'There is no approved template of this name in this language.',
  ),
  132005: facts(400, 'Translated text too long', 'The template filled in is too long.'),
  132007: facts(
    400,
    'Template format character policy violated',
    'The content of the template breaks a policy.',
  ),
  132008: facts(400, 'Template parameter content policy violated', 'A parameter holds what it must not.'),
  132012: facts(
    400,
    'Parameter format does not match format in the created template',
    'A parameter is not of the kind the template has.',
  ),
  132015: facts(400, 'Template is Paused', 'The template is paused for low quality.'),
  132016: facts(400, 'Template is Disabled', 'The template was paused too often and is disabled.'),
  132018: facts(400, "There's an issue with the parameters in your template", 'A parameter is malformed.'),
  132068: facts(400, 'Flow is blocked', 'The flow is in the blocked state.'),
  132069: facts(400, 'Flow is throttled', 'The flow has been sent ten times in the last hour.'),
  133000: facts(500, 'Incomplete Deregistration', 'An earlier deregistration failed.'),
  133004: facts(503, 'Server Temporarily Unavailable', 'The server is down for the moment.'),
  133010: facts(400, 'Phone number Not Registered', 'The number is not registered.'),
  134100: facts(400, 'Only marketing messages supported', 'This API takes marketing templates only.'),
  134101: facts(400, 'Template is being synced', 'A new template needs up to ten minutes.'),
  134102: facts(500, 'Template unavailable for use', 'The template cannot be used here.'),
  135000: facts(400, 'Generic user error', 'The message could not be sent for a reason that is not known.'),
  137000: facts(400, 'Recipient identity key hash mismatch', 'The identity of the recipient has changed.'),
  138006: facts(400, 'No call permission', 'The customer has not allowed calls.'),
  139100: facts(400, 'Failed to block/unblock users', 'Some users could not be blocked or unblocked.'),
  139101: facts(400, 'Blocklist limit reached', 'The block list is full.'),
  139103: facts(400, 'Internal error', 'The block list could not be changed.'),
  139200: facts(400, 'Direct Send blocked', 'Messages without a template are blocked for this account.'),
  2494100: facts(400, 'Account in maintenance mode', 'The number is in maintenance.'),
};

export const factsOf = (code: number): CodeFacts =>
  codes[code] ?? facts(400, 'Unknown error', 'The sandbox knows no text for this code.');
