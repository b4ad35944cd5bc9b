import { describe, expect, it } from 'vitest';
import { formErrors, postedForm, startingForm, tripRequestOf } from './trip-form.ts';

const form = startingForm({ gateway: 'belfast' }, Temporal.PlainDate.from('2027-06-10'), new URLSearchParams('interests=castles,coast&mustSee=dunluce-castle'));
const slugOf = (text: string): string | undefined => ({ 'dunluce-castle': 'dunluce-castle', 'Navan Fort': 'navan-fort' })[text];

describe('the trip form', () => {
  it('begins as three days from tomorrow at ten', () => {
    expect(tripRequestOf(form, 'northern-ireland', slugOf)).toMatchObject({
      request: {
        arrive: { at: 'belfast', time: '2027-06-11T10:00' },
        leave: { at: 'belfast', time: '2027-06-13T17:00' },
        interests: { castles: 1, coast: 1 },
        mustSee: ['dunluce-castle'],
      },
    });
  });

  it.each([
    [[], { castles: 1, coast: 1 }],
    [['castles'], { castles: 1, coast: 0.5 }],
    // Marked once and then not ticked any more: the mark is out of sight and counts for nothing.
    [['museums'], { castles: 1, coast: 1 }],
  ])('weighs what it is for most of all (%j) above the rest', (most, interests) => {
    const read = tripRequestOf({ ...form, most }, 'northern-ireland', slugOf);
    expect('request' in read && read.request.interests).toEqual(interests);
  });

  it('keeps what was typed, with room for one more', () => {
    const data = new FormData();
    for (const name of ['Navan Fort', 'Dunluce', 'Slemish']) data.append('mustSee', name);
    expect(postedForm(data).mustSee).toEqual(['Navan Fort', 'Dunluce', 'Slemish', '']);
  });

  it('names a place it does not know, at its field', () => {
    const answer = tripRequestOf({ ...form, mustSee: ['', 'Atlantis'] }, 'northern-ireland', slugOf);
    expect(answer).toMatchObject({ errors: [{ field: 'mustSee-1' }] });
  });

  it('refuses leaving before arriving', () => {
    expect(tripRequestOf({ ...form, leaveDate: '2027-06-10' }, 'northern-ireland', slugOf)).toMatchObject({
      errors: [{ field: 'leaveDate' }],
    });
  });
});

describe("the service's objections", () => {
  it.each([
    ['leave.time', 'leaveDate'],
    ['arrive.at', 'arriveAt'],
    ['party.children', 'children'],
    ['mustSee.2', 'mustSee-2'],
    ['mustSee[0]', 'mustSee-0'],
    ['appointments.1.time', 'appointmentDate-1'],
    ['elsewhere', ''],
  ])('stand at the field of %s', (path, field) => {
    const problem = Object.assign(new Error('refused'), { errors: [{ field: path, message: 'is wrong', mend: 'choose another' }] });
    expect(formErrors(problem as never)).toEqual([{ field, message: 'Is wrong.', mend: 'Choose another.' }]);
  });
});
