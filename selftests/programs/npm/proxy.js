// SPDX-License-Identifier: GPL-2.0
//
// proxy.js ADDRESS: npm's sip as a registrar and as a proxy that stays on the way of each call, at port 5060.

'use strict';
const sip = require('sip');
const proxy = require('sip/proxy');

const address = process.argv[2];
const bindings = {};

function register(request) {
	const user = sip.parseUri(request.headers.to.uri).user;
	const expires = +request.headers.expires || 3600;
	const contacts = (request.headers.contact || []).map(contact => Object.assign({}, contact, {
		params: { expires: contact.params.expires || String(expires) }
	}));

	if (contacts.length)
		bindings[user] = contacts[0].params.expires === '0' ? undefined : contacts[0].uri;
	request.headers.to.params.tag = user + Date.now();
	proxy.send(sip.makeResponse(request, 200, 'OK', { headers: { contact: contacts } }));
}

// RFC 3261, section 16
function forward(request) {
	const route = request.headers.route || [];

	if (route.length && sip.parseUri(route[0].uri).host === address)
		route.shift();
	const uri = sip.parseUri(request.uri);
	if (uri && uri.host === address) {
		if (!bindings[uri.user]) {
			if (request.method !== 'ACK')
				proxy.send(sip.makeResponse(request, 404, 'Not Found'));
			return;
		}
		request.uri = bindings[uri.user];
	}
	if (request.method === 'INVITE' && !request.headers.to.params.tag)
		request.headers['record-route'] = [{ uri: 'sip:' + address + ';lr', params: {} }].concat(
			request.headers['record-route'] || []);
	proxy.send(request);
}

proxy.start({
	address: address,
	tcp: false,
	logger: { error: error => console.log(error.stack || error) }
}, request => request.method === 'REGISTER' ? register(request) : forward(request));
