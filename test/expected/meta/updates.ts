import {
  account,
  ana,
  call,
  consent,
  type Expected,
  group,
  problem,
  template,
  unknown,
  update,
} from './shapes.ts';

/** What the fixtures of everything else read as. */
export const updates: Expected = {
  'account-alert': [account('account_alerts', 'critical', 'OBA_REJECTED')],
  'account-review': [account('account_review_update', 'critical', 'REJECTED')],
  'account-settings': [
    [
      'account.changed',
      { account: { providerId: '2000000000001' }, change: { kind: 'account_settings_update' } },
    ],
  ],
  'account-update-account-deleted': [update('ACCOUNT_DELETED', 'critical')],
  'account-update-account-hologram': [update('ACCOUNT_HOLOGRAM', 'warning')],
  'account-update-account-offboarded': [update('ACCOUNT_OFFBOARDED', 'critical')],
  'account-update-account-reconnected': [update('ACCOUNT_RECONNECTED')],
  'account-update-account-restriction': [update('ACCOUNT_RESTRICTION', 'critical')],
  'account-update-account-violation': [update('ACCOUNT_VIOLATION', 'critical')],
  'account-update-ad-account-linked': [update('AD_ACCOUNT_LINKED')],
  'account-update-auth-intl-price-eligibility-update': [update('AUTH_INTL_PRICE_ELIGIBILITY_UPDATE')],
  'account-update-business-primary-location-country-update': [
    update('BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE'),
  ],
  'account-update-disabled-reinstate': [update('DISABLED_UPDATE')],
  'account-update-disabled-update': [update('DISABLED_UPDATE', 'critical')],
  'account-update-mm-lite-terms-signed': [update('MM_LITE_TERMS_SIGNED')],
  'account-update-partner-added': [update('PARTNER_ADDED')],
  'account-update-partner-app-installed': [update('PARTNER_APP_INSTALLED')],
  'account-update-partner-app-uninstalled': [update('PARTNER_APP_UNINSTALLED', 'warning')],
  'account-update-partner-client-certification-status-update': [
    update('PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE'),
  ],
  'account-update-partner-removed': [update('PARTNER_REMOVED', 'warning')],
  'account-update-verified-account': [update('VERIFIED_ACCOUNT')],
  'account-update-volume-based-pricing-tier-update': [update('VOLUME_BASED_PRICING_TIER_UPDATE')],
  'address-book': [
    [
      'contact.changed',
      {
        contact: { userId: ana.userId, phone: '+34600111222', username: 'ana.ruiz', name: 'Ana Ruiz' },
        change: { kind: 'address_book', action: 'add' },
      },
    ],
    [
      'contact.changed',
      { contact: { phone: '+34600333444' }, change: { kind: 'address_book', action: 'remove' } },
    ],
  ],
  'automatic-event': [
    ['activity.reported', { activity: { kind: 'Purchase', detail: { ctwa_clid: 'clid-001' } } }],
  ],
  'business-capability': [account('business_capability_update', 'information')],
  'business-capability-old': [account('business_capability_update', 'information')],
  'business-username': [account('business_username_updates', 'information', 'approved')],
  'business-username-singular': [account('business_username_update', 'warning', 'deleted')],
  'call-connect': [call('connect', { providerId: 'wacid.A1', direction: 'inbound' })],
  'call-error': [problem('meta_138001')],
  'call-recording': [call('call_recording_available')],
  'call-status': [call('status', { status: 'RINGING', correlationId: 'at_2' })],
  'call-terminate': [
    call('terminate', {
      direction: 'outbound',
      status: 'COMPLETED',
      startedAt: '2026-09-21T14:13:32.000Z',
      endedAt: '2026-09-21T14:14:30.000Z',
      duration: 58,
      correlationId: 'at_2',
    }),
  ],
  'empty-value': [unknown('empty_value')],
  errors: [problem('meta_131035')],
  'flow-client-errors': [account('flows', 'warning', 'CLIENT_ERROR_RATE')],
  'flow-expiry': [account('flows', 'warning', 'FLOW_VERSION_EXPIRY_WARNING')],
  'flow-latency': [account('flows', 'information', 'ENDPOINT_LATENCY')],
  'flow-status': [account('flows', 'critical', 'FLOW_STATUS_CHANGE')],
  'group-create': [group('group_create')],
  'group-delete-failed': [group('group_delete')],
  'group-participants': [group('group_participants_remove')],
  'group-settings': [group('group_settings_update')],
  'group-status': [group('group_suspend')],
  'handover-passed': [
    [
      'handover.changed',
      {
        account: { providerId: '2000000000001' },
        contact: { phone: '+34600111222' },
        handover: { change: 'control_passed', newOwner: 'partner', summary: 'Quiere devolver una gorra' },
      },
    ],
  ],
  'handover-shared': [['handover.changed', { handover: { change: 'control_shared' } }]],
  'handover-taken': [['handover.changed', { handover: { change: 'control_taken', newOwner: 'ai_agent' } }]],
  'partner-solution': [account('partner_solutions', 'information', 'SOLUTION_UPDATED')],
  'payment-configuration': [account('payment_configuration_update', 'warning', 'Needs Testing')],
  'phone-name': [account('phone_number_name_update', 'warning', 'REJECTED')],
  'phone-quality-flagged': [account('phone_number_quality_update', 'warning', 'FLAGGED')],
  'phone-quality-onboarding': [account('phone_number_quality_update', 'information', 'ONBOARDING')],
  'phone-username': [account('phone_number_username_update', 'warning', 'REJECTED')],
  'preference-new-word': [unknown('unknown_preference', 'snooze')],
  'preference-resume': [consent('granted', 'resume')],
  'preference-signup': [consent('granted', 'signup')],
  'preference-stop': [consent('withdrawn', 'stop')],
  security: [account('security', 'warning', 'PIN_RESET_REQUEST')],
  'system-identity': [
    [
      'contact.changed',
      {
        contact: { userId: ana.userId, waId: ana.waId },
        change: { kind: 'identity', detail: { hash: 'hash-003' } },
      },
    ],
  ],
  'system-new-kind': [unknown('unknown_system', 'system/user_became_hologram')],
  'system-number': [
    [
      'contact.changed',
      {
        contact: { userId: 'ES.100000000000000009', waId: '34600999888' },
        change: { kind: 'number', previous: { userId: ana.userId, waId: ana.waId } },
      },
    ],
  ],
  'system-number-old': [
    [
      'contact.changed',
      { contact: { waId: '34600999888' }, change: { kind: 'number', previous: { waId: ana.waId } } },
    ],
  ],
  'system-user-id': [
    [
      'contact.changed',
      {
        contact: { userId: 'ES.100000000000000009', parentUserId: 'ES.ENT.900000000000000009' },
        change: {
          kind: 'user_id',
          previous: { userId: ana.userId, parentUserId: 'ES.ENT.900000000000000001' },
        },
      },
    ],
  ],
  'system-user-id-only-in-body': [
    ['contact.changed', { contact: { userId: 'ES.100000000000000009' }, change: { kind: 'user_id' } }],
  ],
  'template-category': [template('category', { from: 'utility', to: 'marketing' })],
  'template-category-detection': [template('category_detection', { from: 'utility', to: 'marketing' })],
  'template-category-warning': [template('category_detection', { from: 'utility', to: 'marketing' })],
  'template-components': [template('components')],
  'template-quality': [template('quality', { from: 'green', to: 'red' })],
  'template-status-approved': [template('status', { to: 'approved' })],
  'template-status-archived': [template('status', { to: 'archived' })],
  'template-status-deleted': [template('status', { to: 'deleted' })],
  'template-status-disabled': [template('status', { to: 'disabled' })],
  'template-status-flagged': [template('status', { to: 'flagged' })],
  'template-status-in-appeal': [template('status', { to: 'in_appeal' })],
  'template-status-limit-exceeded': [template('status', { to: 'limit_exceeded' })],
  'template-status-locked': [template('status', { to: 'locked' })],
  'template-status-mislabelled': [template('quality', { from: 'green', to: 'yellow' })],
  'template-status-paused': [template('status', { to: 'paused', reason: 'FIRST_PAUSE' })],
  'template-status-pending': [template('status', { to: 'pending' })],
  'template-status-pending-deletion': [template('status', { to: 'pending_deletion' })],
  'template-status-reinstated': [template('status', { to: 'reinstated' })],
  'template-status-rejected': [template('status', { to: 'rejected', reason: 'INVALID_FORMAT' })],
  'unknown-field': [unknown('unknown_field')],
  'unknown-list': [unknown('unknown_list', 'holograms')],
  'user-actions': [
    ['activity.reported', { contact: ana, activity: { kind: 'marketing_messages_link_click' } }],
  ],
  'user-id-update': [
    [
      'contact.changed',
      {
        contact: {
          userId: 'ES.100000000000000009',
          parentUserId: 'ES.ENT.900000000000000009',
          waId: ana.waId,
        },
        change: {
          kind: 'user_id',
          previous: { userId: ana.userId, parentUserId: 'ES.ENT.900000000000000001' },
        },
      },
    ],
  ],
};
